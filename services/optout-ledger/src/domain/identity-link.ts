import type { LinkCompleted, LinkOrdered } from '@hustings/contracts/optout';
import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** A link between two recipients on its way to both. Plain JSON. */
export interface LinkState {
  status: 'NONE' | 'ORDERED' | 'COMPLETED';
}

export type LinkCommand =
  | ({ type: 'OrderLink' } & LinkOrdered)
  | ({ type: 'CompleteLink' } & LinkCompleted);

export type LinkEvent =
  | ({ type: 'LinkOrdered' } & LinkOrdered)
  | ({ type: 'LinkCompleted' } & LinkCompleted);

/** Recorded before and after, so that whoever finds it half done after a crash goes on with it. */
export const linkDecider: Decider<LinkState, LinkCommand, LinkEvent, { reason: 'LinkUnknown' }> = {
  decide(command, { status }) {
    if (command.type === 'OrderLink') {
      const { type: _, ...ordered } = command;
      return ok(status === 'NONE' ? [{ ...ordered, type: 'LinkOrdered' }] : []);
    }
    if (status === 'NONE') return err({ reason: 'LinkUnknown' });
    const { linkId } = command;
    return ok(status === 'ORDERED' ? [{ type: 'LinkCompleted', linkId }] : []);
  },
  evolve: (_, { type }) => ({ status: type === 'LinkOrdered' ? 'ORDERED' : 'COMPLETED' }),
  initialState: () => ({ status: 'NONE' }),
};
