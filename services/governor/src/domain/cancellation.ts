import type { CancellationOrdered } from '@hustings/contracts/governor';
import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** Most messages that one order names: they stand in one commit. */
export const NAMED_MAX = 1_000;

/** An order in plain JSON: it is the aggregate's snapshot. */
export interface CancellationState {
  ordered: (Omit<CancellationOrdered, 'throughNumber'> & { throughNumber: string }) | null;
}

export type CancellationCommand = { type: 'OrderCancellation' } & CancellationOrdered;

export type CancellationEvent = { type: 'CancellationOrdered' } & CancellationOrdered;

export type CancellationRejection = {
  reason: 'NOTHING_NAMED' | 'TOO_MANY_NAMED' | 'ORDER_KEY_USED';
};

/** One order, given once. The same order again keeps its first cut: what was queued since is not touched. */
export const cancellationDecider: Decider<
  CancellationState,
  CancellationCommand,
  CancellationEvent,
  CancellationRejection
> = {
  initialState: () => ({ ordered: null }),

  decide(command, { ordered }) {
    if (ordered !== null) return sameScope(ordered, command) ? ok([]) : refuse('ORDER_KEY_USED');
    if (command.messageIds.length > NAMED_MAX) return refuse('TOO_MANY_NAMED');
    if (command.organisationId === '' || command.orderId === '') return refuse('NOTHING_NAMED');
    return ok([{ ...command, type: 'CancellationOrdered' }]);
  },

  evolve: (_state, event) => {
    const { orderId, organisationId, campaignId, senderId, messageIds } = event;
    const throughNumber = String(event.throughNumber);
    const scope = { campaignId, senderId, messageIds };
    return { ordered: { orderId, organisationId, ...scope, throughNumber } };
  },
};

function sameScope(
  ordered: NonNullable<CancellationState['ordered']>,
  command: CancellationCommand,
): boolean {
  return (
    ordered.campaignId === command.campaignId &&
    ordered.senderId === command.senderId &&
    ordered.messageIds.join() === command.messageIds.join()
  );
}

function refuse(reason: CancellationRejection['reason']) {
  return err({ reason });
}
