import { describe, expect, it, vi } from 'vitest';
import type { WaitingCall } from '../src/app/group.ts';
import { GroupAhead } from '../src/app/group-ahead.ts';
import type { AllPoliticalList } from '../src/ports/all-political-list.ts';

function callTo(person: string): WaitingCall {
  const message = { allPoliticalPseudonym: person, content: { text: '', links: [] } };
  return { message } as unknown as WaitingCall;
}

function callsTo(...persons: string[]): WaitingCall[] {
  return persons.map(callTo);
}

/** A list that knows p-1. */
function furnish() {
  const state = { seq: 5 };
  const check = vi.fn<AllPoliticalList['check']>(async (persons) => {
    return { suppressed: persons.map((person) => person === 'p-1'), seq: state.seq };
  });
  const ahead = new GroupAhead({ check, holds: (seq) => seq >= state.seq });
  return { ahead, check, state };
}

describe('the group that was asked about', () => {
  it('is taken before those who came since, with what was learned about it', async () => {
    const { ahead, check } = furnish();
    const waiting = callsTo('p-1', 'p-2');
    ahead.ask(waiting);
    const asked = [...waiting];
    waiting.push(callTo('p-3'));
    const group = ahead.take(waiting);
    expect(group).toEqual(asked);
    expect(waiting).toHaveLength(1);
    expect(await ahead.checked(group)).toEqual({ suppressed: [true, false], seq: 5 });
    expect(check).toHaveBeenCalledTimes(1);
  });

  it('has the place of the first 256 of those who wait', () => {
    const { ahead, check } = furnish();
    const waiting = Array.from({ length: 300 }, (_, index) => callTo(`p-${index}`));
    ahead.ask(waiting);
    expect(check.mock.calls[0]?.[0]).toHaveLength(256);
    expect(ahead.take(waiting)).toHaveLength(256);
    expect(waiting).toHaveLength(44);
  });

  it.each([
    ['half of those who wait', 3, true],
    ['less than half of them', 4, false],
  ] as const)('is taken when it is %s', async (_, more, isTaken) => {
    const { ahead } = furnish();
    const waiting = callsTo('p-1', 'p-2', 'p-3');
    ahead.ask(waiting);
    waiting.push(...Array.from({ length: more }, () => callTo('p-4')));
    const group = ahead.take(waiting);
    expect(group).toHaveLength(isTaken ? 3 : 3 + more);
    expect((await ahead.checked(group)) === null).toBe(!isTaken);
  });

  it.each<[string, (waiting: WaitingCall[]) => void]>([
    ['somebody was put back before them', (waiting) => waiting.unshift(callTo('p-9'))],
    ['the first of them was sent away', (waiting) => waiting.shift()],
    ['all of them were sent away', (waiting) => waiting.splice(0, 2)],
  ])('is not known any more when %s', async (_, change) => {
    const { ahead } = furnish();
    const waiting = callsTo('p-1', 'p-2', 'p-3');
    ahead.ask(waiting.slice(0, 2));
    change(waiting);
    const all = [...waiting];
    const group = ahead.take(waiting);
    expect(group).toEqual(all);
    expect(await ahead.checked(group)).toBeNull();
  });

  it('is taken once', async () => {
    const { ahead } = furnish();
    const waiting = callsTo('p-1');
    ahead.ask(waiting);
    const group = ahead.take(waiting);
    expect(ahead.take(waiting)).toEqual([]);
    expect(await ahead.checked(callsTo('p-1'))).toBeNull();
    expect(await ahead.checked(group)).not.toBeNull();
  });
});

describe('what was learned', () => {
  it('counts no more once an opt-out was passed', async () => {
    const { ahead, state } = furnish();
    const waiting = callsTo('p-2');
    ahead.ask(waiting);
    const group = ahead.take(waiting);
    state.seq = 6;
    expect(await ahead.checked(group)).toBeNull();
  });

  it('is nothing when the list could not be asked', async () => {
    const { ahead, check } = furnish();
    check.mockRejectedValueOnce(new Error('the list is behind'));
    const waiting = callsTo('p-2');
    ahead.ask(waiting);
    expect(await ahead.checked(ahead.take(waiting))).toBeNull();
  });
});
