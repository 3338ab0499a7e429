import type { FamilyOpened } from '@hustings/contracts/classifier';
import type { Decider } from '@hustings/decider';
import { ok } from '@hustings/kernel';

/** A family of near-duplicates. What it looks like stands in its events; only how often it was opened matters here. */
export interface FamilyState {
  openings: number;
}

/** Opens a family, unless somebody has since. */
export type OpenFamily = { type: 'OpenFamily' } & FamilyOpened & {
    /** Openings that the caller has seen and forgotten for want of room. */
    forgotten: number;
  };

export type FamilyEvent = { type: 'FamilyOpened' } & FamilyOpened;

/** Nothing is refused: a family that is open already is a reason to look again, not an error. */
export const familyDecider: Decider<FamilyState, OpenFamily, FamilyEvent, never> = {
  decide: ({ forgotten, ...family }, state) =>
    ok(state.openings > forgotten ? [] : [{ ...family, type: 'FamilyOpened' }]),
  evolve: (state) => ({ openings: state.openings + 1 }),
  initialState: () => ({ openings: 0 }),
};
