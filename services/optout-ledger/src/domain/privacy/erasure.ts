import type { RecipientErased } from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** How often a recipient was erased. Plain JSON: it is part of the aggregate's snapshot. */
export interface ErasureState {
  times: number;
}

/** Records that a recipient's keys were destroyed. */
export type RecordErasure = { type: 'RecordErasure'; keyDestroyed: boolean } & RecipientErased;

export type ErasureEvent = { type: 'Erased' } & RecipientErased;

export interface ErasureRejection {
  reason: 'ReasonMissing';
}

/** An erasure is recorded once for each time that there was something to destroy, and once if there never was. */
export const erasureDecider: Decider<ErasureState, RecordErasure, ErasureEvent, ErasureRejection> =
  {
    decide({ type: _type, keyDestroyed, ...event }, state) {
      if (event.reason.trim() === '') return err({ reason: 'ReasonMissing' });
      return ok(keyDestroyed || state.times === 0 ? [{ type: 'Erased', ...event }] : []);
    },
    evolve: (state) => ({ times: state.times + 1 }),
    initialState: () => ({ times: 0 }),
  };
