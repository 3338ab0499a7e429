import type { Link, Priority, SendResult } from '@hustings/contracts/governor';
import type { Verdict } from '../ports/classifier.ts';

/** A request that is well formed, with everything about it that does not depend on state. */
export interface PreparedMessage {
  /** Made on arrival; a repeated idempotency key gets the first message's id in its answer. */
  messageId: string;
  organisationId: string;
  senderId: string;
  campaignId: string;
  credentialId: string;
  intermediaryId: string;
  /** Pseudonym in the organisation's key domain. */
  recipient: string;
  /** Pseudonym in the key domain of all political senders; never written to the log. */
  allPoliticalPseudonym: string;
  idempotencyKey: string;
  requestHash: Buffer;
  priority: Priority;
  immediate: boolean;
  units: number;
  /** 0 = never. */
  expiresAtUs: bigint;
  verdict: Verdict | null;
  /** What is sealed when the message is accepted. */
  content: { address: string; text: string; links: Link[] };
}

/** A prepared message that waits for its gate, and the caller who waits for the answer. */
export interface WaitingCall {
  message: PreparedMessage;
  answer(result: SendResult): void;
  fail(error: Error): void;
}
