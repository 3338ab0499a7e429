import { createLogger } from '@hustings/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { HandOffPermit } from '../src/app/hand-off-permit.ts';

/** A barrier whose memberships the test ends. */
function barrier() {
  const steps: string[] = [];
  const members: { live: boolean; fence(): void }[] = [];
  const permit = new HandOffPermit({
    join: (onFenced) => {
      steps.push('join');
      const member = {
        live: true,
        fence() {
          member.live = false;
          onFenced();
        },
        leave: () => Promise.resolve(void steps.push('leave')),
      };
      members.push(member);
      return Promise.resolve(member);
    },
    catchUp: () => Promise.resolve(void steps.push('catch up')),
    onGiven: () => steps.push('given'),
    logger: createLogger('test', 'silent'),
    signal: new AbortController().signal,
  });
  return { permit, steps, members };
}

describe('the permit to hand off', () => {
  it('is given only after the log was read that stood when the barrier was joined', async () => {
    const { permit, steps } = barrier();
    expect(permit.given).toBe(false);
    await permit.obtain();
    expect(steps).toEqual(['join', 'catch up', 'given']);
    expect(permit.given).toBe(true);
  });

  it('is gone in the tick in which the membership ends, and comes back in the same order', async () => {
    const { permit, steps, members } = barrier();
    await permit.obtain();
    members[0]?.fence();
    expect(permit.given).toBe(false);
    await vi.waitFor(() => expect(permit.given).toBe(true));
    expect(steps).toEqual(['join', 'catch up', 'given', 'join', 'catch up', 'given']);
  });

  it('is not given by a membership that ended unnoticed', async () => {
    const { permit, members } = barrier();
    await permit.obtain();
    for (const member of members) member.live = false;
    expect(permit.given).toBe(false);
  });

  it('is gone for good once it was revoked', async () => {
    const { permit, steps } = barrier();
    await permit.obtain();
    permit.revoke();
    expect(permit.given).toBe(false);
    await permit.leave();
    expect(steps.at(-1)).toBe('leave');
  });
});
