import type { Decider } from '@hustings/decider';
import { ok } from '@hustings/kernel';
import type { PolicyActivated } from './decider.ts';

/** Plain JSON: the state is the snapshot. */
export interface CopyState {
  /** Begin of the activation that was copied last, microseconds since the Unix epoch; 0 = none. */
  effectiveAtUs: number;
}

export interface CopyActivation {
  type: 'CopyActivation';
  activated: PolicyActivated;
}

/**
 * The activations of partition "0" as another partition sees them. A later one is never followed by an earlier one, even when
 * a replica that is behind copies what it knows.
 */
export const activationCopyDecider: Decider<CopyState, CopyActivation, PolicyActivated, never> = {
  decide: ({ activated }, state) =>
    ok(activated.effectiveAtUs > state.effectiveAtUs ? [activated] : []),
  evolve: (_, { effectiveAtUs }) => ({ effectiveAtUs }),
  initialState: () => ({ effectiveAtUs: 0 }),
};
