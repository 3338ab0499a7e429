import type { InboundReceived } from '@hustings/contracts/dispatch';
import type { Decider } from '@hustings/decider';
import { ok } from '@hustings/kernel';

/**
 * Ids that an inbox remembers. Providers repeat an event within minutes, and a sender gets far fewer replies than this
 * in that time; each id costs some 20 bytes in every snapshot.
 */
export const REMEMBERED_INBOUND_IDS = 200;

/** What reached a sender. Plain JSON: it is the snapshot. */
export interface InboxState {
  /** Latest inbound ids, oldest first. */
  recentIds: string[];
}

export interface ReceiveInbound {
  inbound: InboundReceived;
}

export type InboxEvent = { type: 'InboundReceived' } & InboundReceived;

/** Records what a recipient did, once: the provider repeats an event until it is answered, and sometimes after. */
export const inboxDecider: Decider<InboxState, ReceiveInbound, InboxEvent, never> = {
  initialState: () => ({ recentIds: [] }),
  decide: ({ inbound }, state) =>
    ok(
      state.recentIds.includes(inbound.inboundId) ? [] : [{ type: 'InboundReceived', ...inbound }],
    ),
  evolve: (state, { inboundId }) => ({
    recentIds: [...state.recentIds, inboundId].slice(-REMEMBERED_INBOUND_IDS),
  }),
};
