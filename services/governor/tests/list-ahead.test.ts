import { describe, expect, it, vi } from 'vitest';
import type { WaitingCall } from '../src/app/group.ts';
import { ListAhead } from '../src/app/list-ahead.ts';
import type { AllPoliticalList } from '../src/ports/all-political-list.ts';

function callsTo(...persons: string[]): WaitingCall[] {
  return persons.map((person) => {
    const message = { allPoliticalPseudonym: person, content: { text: '', links: [] } };
    return { message } as unknown as WaitingCall;
  });
}

/** A list in which p-1 stands. */
function furnish() {
  const state = { seq: 5 };
  const check = vi.fn<AllPoliticalList['check']>(async (persons) => {
    return { suppressed: persons.map((person) => person === 'p-1'), seq: state.seq };
  });
  const ahead = new ListAhead({ check, holds: (seq) => seq >= state.seq });
  const asked = (): string[][] => check.mock.calls.map(([persons]) => persons);
  return { ahead, check, state, asked };
}

/** All that came in one turn of the event loop has been asked about. */
function turnIsOver(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('recipients', () => {
  it('are asked about together when they come together, and not again with their group', async () => {
    const { ahead, asked } = furnish();
    const [one, two] = [callsTo('p-0', 'p-1'), callsTo('p-2')];
    ahead.note(one);
    ahead.note(two);
    expect(asked()).toEqual([]);
    await turnIsOver();
    expect(asked()).toEqual([['p-0', 'p-1', 'p-2']]);
    const known = await ahead.checked([...one, ...two]);
    expect(known).toEqual({ suppressed: [false, true, false], seq: 5 });
    expect(asked()).toHaveLength(1);
  });

  it('of a group that is taken at once are asked about with it, and no more when the turn is over', async () => {
    const { ahead, asked } = furnish();
    const calls = callsTo('p-1', 'p-2');
    ahead.note(calls);
    expect(await ahead.checked(calls)).toEqual({ suppressed: [true, false], seq: 5 });
    await turnIsOver();
    expect(asked()).toEqual([['p-1', 'p-2']]);
  });

  it('are so many questions that each is short, when many come together', async () => {
    const { ahead, asked } = furnish();
    const calls = callsTo(...Array.from({ length: 600 }, (_, at) => `p-${at}`));
    ahead.note(calls);
    await turnIsOver();
    expect(asked().map((persons) => persons.length)).toEqual([256, 256, 88]);
    const known = await ahead.checked(calls);
    expect(known?.suppressed.flatMap((isSuppressed, at) => (isSuppressed ? at : []))).toEqual([1]);
  });

  it('come from several questions, in whatever order their group has them', async () => {
    const { ahead, asked } = furnish();
    const [a, b] = [callsTo('p-0', 'p-1'), callsTo('p-1', 'p-2')];
    ahead.note(a);
    await turnIsOver();
    ahead.note(b);
    await turnIsOver();
    const late = callsTo('p-1');
    const group = [b[1], a[1], late[0], a[0], b[0]].flatMap((call) => call ?? []);
    expect(await ahead.checked(group)).toEqual({
      suppressed: [false, true, true, false, true],
      seq: 5,
    });
    expect(asked()).toEqual([['p-0', 'p-1'], ['p-1', 'p-2'], ['p-1']]);
  });
});

describe('what was learned', () => {
  it('counts no more once an opt-out was passed', async () => {
    const { ahead, state } = furnish();
    const calls = callsTo('p-0');
    ahead.note(calls);
    await turnIsOver();
    state.seq = 6;
    expect(await ahead.checked(calls)).toBeNull();
  });

  it('is nothing where two questions saw the list in two states', async () => {
    const { ahead, check } = furnish();
    const [early, late] = [callsTo('p-0'), callsTo('p-1')];
    ahead.note(early);
    await turnIsOver();
    // Another governor has brought it further than this one has passed.
    check.mockResolvedValueOnce({ suppressed: [true], seq: 7 });
    ahead.note(late);
    await turnIsOver();
    expect(await ahead.checked([...early, ...late])).toBeNull();
    expect(await ahead.checked(late)).toEqual({ suppressed: [true], seq: 7 });
  });

  it('is nothing when the list could not be asked', async () => {
    const { ahead, check } = furnish();
    check.mockRejectedValueOnce(new Error('the list is behind'));
    const calls = callsTo('p-0');
    ahead.note(calls);
    await turnIsOver();
    expect(await ahead.checked(calls)).toBeNull();
  });

  it('is nothing of nobody', async () => {
    const { ahead, asked } = furnish();
    expect(await ahead.checked([])).toBeNull();
    expect(asked()).toEqual([]);
  });
});
