import { RecipientErased } from '@hustings/contracts/optout';
import { fold } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { erasureDecider } from '../src/domain/privacy/erasure.ts';
import { type CountRequest, requesterDecider } from '../src/domain/requester.ts';

const HOUR_US = 3_600_000_000;
const NOW_US = 1_000 * HOUR_US;

function request(requestId: string, fields: Partial<CountRequest> = {}): CountRequest {
  const rule = { max: 2, perUs: HOUR_US };
  return { requestId, organisationId: 'org-1', atUs: BigInt(NOW_US), ...rule, ...fields };
}

/** Of the requests in their order, whether each exceeds; null = it was counted before. */
function counted(...requests: CountRequest[]): (boolean | null)[] {
  let state = requesterDecider.initialState();
  return requests.map((command) => {
    const decided = requesterDecider.decide(command, state);
    const [event] = decided.ok ? decided.value : [];
    if (event === undefined) return null;
    state = fold({ ...requesterDecider, initialState: () => state }, [event]);
    return event.exceeds;
  });
}

describe('requests on behalf of others', () => {
  it('exceed from the one on that is more than allowed', () => {
    expect(counted(request('a'), request('b'), request('c'))).toEqual([false, false, true]);
  });

  it('count once each, however often one comes', () => {
    expect(counted(request('a'), request('a'), request('b'), request('a'))).toEqual([
      false,
      null,
      false,
      null,
    ]);
  });

  it.each([
    ['just as old as the period', HOUR_US, false],
    ['a hair younger', HOUR_US - 1, true],
  ])('of before count while they are younger than the period: %s', (...[, ageUs, exceeds]) => {
    const atUs = BigInt(NOW_US - ageUs);
    const before = [request('a', { atUs }), request('b', { atUs })];
    expect(counted(...before, request('c'))).toEqual([false, false, exceeds]);
  });

  it('that wait for a person do not use up what is allowed', () => {
    const early = BigInt(NOW_US - HOUR_US);
    const first = [request('a', { atUs: early }), request('b', { atUs: early })];
    const waiting = request('c', { atUs: BigInt(NOW_US - 1) });
    expect(counted(...first, waiting, request('d'), request('e'))).toEqual([
      ...[false, false, true],
      ...[false, false],
    ]);
  });
});

describe('an erasure', () => {
  const erased = (keyDestroyed: boolean, reason = 'asked by the person') => ({
    type: 'RecordErasure' as const,
    keyDestroyed,
    ...RecipientErased.create({ reason }),
  });

  it.each([
    ['with a key', true, 0, 1],
    ['of somebody who had none', false, 0, 1],
    ['a second time, with nothing left', false, 1, 0],
    ['a second time, of a new key', true, 1, 1],
  ])(
    'is recorded when there was something to destroy, and once at least: %s',
    (...[, key, times, events]) => {
      const decided = erasureDecider.decide(erased(key), { times });
      expect(decided.ok && decided.value).toHaveLength(events);
    },
  );

  it.each(['', '  '])('needs a reason: %j', (reason) => {
    expect(erasureDecider.decide(erased(true, reason), { times: 0 })).toEqual({
      ok: false,
      error: { reason: 'ReasonMissing' },
    });
  });
});
