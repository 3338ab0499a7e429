import { Scope } from '@hustings/contracts/optout';
import { fold } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  type RequesterCommand,
  type RequesterState,
  type ReviewRows,
  requesterDecider,
  rowsLeft,
  type TakeRows,
} from '../src/domain/import/requester.ts';

const HOUR_US = 3_600_000_000;
const WINDOW_US = 24 * HOUR_US;

function take(rows: number, more: Partial<TakeRows> = {}): TakeRows {
  return {
    type: 'TakeRows',
    importId: 'imp-1',
    requester: 'crd-1',
    organisationId: 'org-1',
    scope: Scope.SCOPE_ORGANISATION,
    scopeId: '',
    rows: BigInt(rows),
    policyVersion: 'v1',
    atUs: BigInt(WINDOW_US),
    limit: { rows: 100, windowUs: WINDOW_US },
    ...more,
  };
}

function review(more: Partial<ReviewRows> = {}): ReviewRows {
  return {
    type: 'ReviewRows',
    importId: 'imp-1',
    approved: true,
    reason: 'a list of the party itself',
    reviewer: 'crd-staff',
    requester: 'crd-1',
    ...more,
  };
}

function after(...commands: RequesterCommand[]): RequesterState {
  return commands.reduce((state, command) => {
    const decided = requesterDecider.decide(command, state);
    if (!decided.ok) throw new Error(decided.error.reason);
    return fold({ ...requesterDecider, initialState: () => state }, decided.value);
  }, requesterDecider.initialState());
}

function eventsOf(command: RequesterCommand, state: RequesterState) {
  const decided = requesterDecider.decide(command, state);
  return decided.ok ? decided.value : decided.error;
}

describe('a requester’s rows', () => {
  it('are taken up to the limit, and what is over it is held, once', () => {
    expect(eventsOf(take(100), after())).toMatchObject([{ type: 'RowsTaken', rows: 100n }]);
    expect(eventsOf(take(101), after())).toMatchObject([
      { type: 'RowsTaken', rows: 100n },
      { type: 'Held', rowsAllowed: 100n, windowS: 86_400n, policyVersion: 'v1' },
    ]);
    expect(eventsOf(take(1), after(take(101)))).toEqual([]);
  });

  it('count over all imports of the requester', () => {
    const state = after(take(60, { importId: 'imp-0' }));
    expect(eventsOf(take(60), state)).toMatchObject([
      { type: 'RowsTaken', rows: 40n },
      { type: 'Held' },
    ]);
  });

  it('count until the window has passed, and then no more', () => {
    const state = after(take(100, { atUs: 1n }));
    expect(rowsLeft(state, take(1, { atUs: BigInt(WINDOW_US) }))).toBe(0);
    expect(rowsLeft(state, take(1, { atUs: BigInt(WINDOW_US) + 2n }))).toBe(100);
  });

  it('have no limit once somebody else has approved the import, and only that import', () => {
    const state = after(take(101), review());
    expect(eventsOf(take(5_000), state)).toMatchObject([{ type: 'RowsTaken', rows: 5_000n }]);
    expect(eventsOf(take(1, { importId: 'imp-2' }), state)).toMatchObject([{ type: 'Held' }]);
  });

  it('stay out when the import was refused', () => {
    expect(eventsOf(take(1), after(take(101), review({ approved: false })))).toEqual([]);
  });

  it.each([
    ['an import that was never held', after(take(1)), review(), 'ImportUnknown'],
    ['one’s own import', after(take(101)), review({ reviewer: 'crd-1' }), 'OwnImport'],
    ['without a reason', after(take(101)), review({ reason: ' ' }), 'ReasonMissing'],
    [
      'against an earlier review',
      after(take(101), review()),
      review({ approved: false }),
      'ReviewedAlready',
    ],
  ])('are not reviewed: %s', (...[, state, command, reason]) => {
    expect(eventsOf(command, state)).toEqual({ reason });
  });

  it('are reviewed once: the same word again says nothing new', () => {
    expect(eventsOf(review(), after(take(101), review()))).toEqual([]);
  });
});
