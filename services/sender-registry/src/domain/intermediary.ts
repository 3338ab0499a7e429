import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';
import { isName } from './text-rules.ts';

/** A sending tool that organisations may grant their senders to. */
export type IntermediaryState =
  | { status: 'none' }
  | { status: 'registered'; intermediaryId: string; name: string };

export interface IntermediaryCommand {
  type: 'RegisterIntermediary';
  intermediaryId: string;
  name: string;
}

export interface IntermediaryEvent {
  type: 'IntermediaryRegistered';
  intermediaryId: string;
  name: string;
}

export type IntermediaryRejection = { reason: 'INTERMEDIARY_EXISTS' | 'NAME_INVALID' };

export const intermediaryDecider: Decider<
  IntermediaryState,
  IntermediaryCommand,
  IntermediaryEvent,
  IntermediaryRejection
> = {
  initialState: () => ({ status: 'none' }),

  decide({ intermediaryId, name }, state) {
    if (state.status !== 'none') return err({ reason: 'INTERMEDIARY_EXISTS' });
    if (!isName(name)) return err({ reason: 'NAME_INVALID' });
    return ok([{ type: 'IntermediaryRegistered', intermediaryId, name }]);
  },

  evolve: (_state, { intermediaryId, name }) => ({ status: 'registered', intermediaryId, name }),
};
