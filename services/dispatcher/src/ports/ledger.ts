import type { Recognition } from '@hustings/contracts/optout';

/** A reply as the provider reported it. */
export interface Reply {
  inboundId: string;
  address: string;
  senderId: string;
  organisationId: string;
  text: string;
  receivedAtUs: bigint;
}

/** The opt-out ledger. Both calls answer only once the opt-out, if there is one, holds everywhere; they reject otherwise. */
export interface OptOutLedger {
  /** Recognises a text and acts on it. Repeating an id changes nothing. */
  handleReply(reply: Reply): Promise<Recognition>;
  /** Mirrors a block at the provider: no further message from that sender. */
  mirrorBlock(block: Pick<Reply, 'address' | 'senderId' | 'organisationId'>): Promise<void>;
}
