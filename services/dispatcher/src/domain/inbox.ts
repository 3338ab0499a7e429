import type { InboundReceived, ProviderNoticeReceived } from '@hustings/contracts/dispatch';
import type { Decider } from '@hustings/decider';
import { ok } from '@hustings/kernel';

/**
 * Ids that an inbox remembers. Providers repeat an event within minutes, and a sender gets far fewer replies than this
 * in that time; each id costs some 20 bytes in every snapshot.
 */
export const REMEMBERED_INBOUND_IDS = 200;

/** What reached a sender. Plain JSON: it is the snapshot. */
export interface InboxState {
  /** Latest ids of what came in, oldest first. */
  recentIds: string[];
}

export type InboxEvent =
  | ({ type: 'InboundReceived' } & InboundReceived)
  | ({ type: 'ProviderNoticeReceived' } & ProviderNoticeReceived);

/** What came in: what a recipient did, or what the provider says of the number. */
export interface ReceiveInbound {
  inbound: InboxEvent;
}

/** Records what came in, once: the provider repeats an event until it is answered, and sometimes after. */
export const inboxDecider: Decider<InboxState, ReceiveInbound, InboxEvent, never> = {
  initialState: () => ({ recentIds: [] }),
  decide: ({ inbound }, state) => ok(state.recentIds.includes(idOf(inbound)) ? [] : [inbound]),
  evolve: (state, event) => ({
    recentIds: [...state.recentIds, idOf(event)].slice(-REMEMBERED_INBOUND_IDS),
  }),
};

/** The provider's id. */
function idOf(event: InboxEvent): string {
  return event.type === 'InboundReceived' ? event.inboundId : event.noticeId;
}
