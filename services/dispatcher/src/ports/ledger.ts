import type { Control, Recognition } from '@hustings/contracts/optout';

/** A reply as the provider reported it. */
export interface Reply {
  inboundId: string;
  address: string;
  senderId: string;
  organisationId: string;
  text: string;
  /** Where text and address are sealed, under the inbound id; 0 = nowhere. */
  contentSeq: number;
  receivedAtUs: bigint;
}

/** A control of the provider that a recipient used, or reset. */
export interface ControlUse
  extends Pick<Reply, 'inboundId' | 'address' | 'senderId' | 'organisationId' | 'receivedAtUs'> {
  control: Control;
  resumed: boolean;
  /** Provider's code, '' = none. */
  code: string;
}

/** The opt-out ledger. Both calls answer only once the opt-out, if there is one, holds everywhere; they reject otherwise. */
export interface OptOutLedger {
  /** Recognises a text and acts on it. Repeating an id changes nothing. */
  handleReply(reply: Reply): Promise<Recognition>;
  /** Mirrors a control: nothing further is sent against it. Repeating an id changes nothing. */
  handleControl(use: ControlUse): Promise<void>;
}
