import { describe, expect, it, vi } from 'vitest';
import type { WaitingCall } from '../src/app/group.ts';
import { GroupAhead } from '../src/app/group-ahead.ts';
import type { AllPoliticalList } from '../src/ports/all-political-list.ts';

/** What one group takes. */
const FULL = 256;

function callTo(person: string): WaitingCall {
  const message = { allPoliticalPseudonym: person, content: { text: '', links: [] } };
  return { message } as unknown as WaitingCall;
}

function callsTo(count: number): WaitingCall[] {
  return Array.from({ length: count }, (_, index) => callTo(`p-${index}`));
}

/** A list that knows p-1, and a full group that was asked about, with one more behind it. */
function furnish(waiting = callsTo(FULL + 1)) {
  const state = { seq: 5 };
  const check = vi.fn<AllPoliticalList['check']>(async (persons) => {
    return { suppressed: persons.map((person) => person === 'p-1'), seq: state.seq };
  });
  const ahead = new GroupAhead({ check, holds: (seq) => seq >= state.seq });
  return { ahead, check, state, waiting };
}

describe('the group that was asked about', () => {
  it('is taken before those who wait behind it, with what was learned about it', async () => {
    const { ahead, check, waiting } = furnish();
    const asked = waiting.slice(0, FULL);
    ahead.ask(waiting);
    waiting.push(callTo('late'));
    const group = ahead.take(waiting);
    expect(group).toEqual(asked);
    expect(waiting).toHaveLength(2);
    expect(await ahead.checked(group)).toMatchObject({ seq: 5 });
    expect((await ahead.checked(group))?.suppressed.slice(0, 3)).toEqual([false, true, false]);
    expect(check).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['nobody waits', 0],
    ['no more wait than one takes', FULL],
  ] as const)('is none when %s: it may grow until it is its turn', async (_, count) => {
    const { ahead, check, waiting } = furnish(callsTo(count));
    ahead.ask(waiting);
    waiting.unshift(callTo('late'));
    const group = ahead.take(waiting);
    expect(group).toHaveLength(Math.min(FULL, count + 1));
    expect(await ahead.checked(group)).toBeNull();
    expect(check).not.toHaveBeenCalled();
  });

  it.each<[string, (waiting: WaitingCall[]) => void]>([
    ['somebody was put back before them', (waiting) => waiting.unshift(callTo('p-9'))],
    ['the first of them was sent away', (waiting) => waiting.shift()],
    ['all of them were sent away', (waiting) => waiting.splice(0, FULL)],
  ])('is not known any more when %s', async (_, change) => {
    const { ahead, waiting } = furnish();
    ahead.ask(waiting);
    change(waiting);
    const first = waiting.slice(0, FULL);
    const group = ahead.take(waiting);
    expect(group).toEqual(first);
    expect(await ahead.checked(group)).toBeNull();
  });

  it('is not known of others', async () => {
    const { ahead, waiting } = furnish();
    ahead.ask(waiting);
    const group = ahead.take(waiting);
    expect(await ahead.checked([...group])).toBeNull();
    expect(await ahead.checked(group)).not.toBeNull();
  });
});

describe('what was learned', () => {
  it('counts no more once an opt-out was passed', async () => {
    const { ahead, state, waiting } = furnish();
    ahead.ask(waiting);
    const group = ahead.take(waiting);
    state.seq = 6;
    expect(await ahead.checked(group)).toBeNull();
  });

  it('is nothing when the list could not be asked', async () => {
    const { ahead, check, waiting } = furnish();
    check.mockRejectedValueOnce(new Error('the list is behind'));
    ahead.ask(waiting);
    expect(await ahead.checked(ahead.take(waiting))).toBeNull();
  });
});
