import type { ContentRef, Link, Priority, SendResult } from '@hustings/contracts/governor';
import { assert } from '@hustings/kernel';
import type { Checked } from '../ports/all-political-list.ts';
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
  /** Seat that the caller stated; '' = none. */
  seatId: string;
  /** Recipient's place, see `placeOf`. */
  place: string;
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

/** The question in which a call's recipient was asked about, see `ListAhead`. */
export interface AskedAhead {
  /** Null when the list could not answer. */
  checked: Promise<Checked | null>;
  /** Of the recipient among those of the question. */
  place: number;
}

/** A prepared message that waits for its gate, and the request or frame that it came with. */
export interface WaitingCall {
  message: PreparedMessage;
  submission: Submission;
  /** Its place in the submission. */
  place: number;
  /** Where its text is stored already: a group that is decided again does not store it again. */
  stored?: ContentRef;
  /** Whether its recipient wants nothing from anybody, where that was asked. */
  asked?: AskedAhead;
}

/** The messages of one request or frame: answered together, in their order, once. */
export class Submission {
  readonly #results: SendResult[] = [];
  readonly #answer: (results: SendResult[]) => void;
  readonly #fail: (error: Error) => void;
  #open: number;

  constructor(
    count: number,
    end: { answer: (results: SendResult[]) => void; fail: (error: Error) => void },
  ) {
    assert(count > 0, 'a submission without messages is answered at once');
    this.#open = count;
    this.#answer = end.answer;
    this.#fail = end.fail;
  }

  /** The answer to one message; after a failure it is dropped. */
  settle(place: number, result: SendResult): void {
    this.#results[place] = result;
    this.#open -= 1;
    if (this.#open === 0) this.#answer(this.#results);
  }

  /** One message could not be decided: the caller repeats them all, with the same keys. */
  fail(error: Error): void {
    if (this.#open <= 0) return;
    // Answers that come now count down from below: it is never complete.
    this.#open = -1;
    this.#fail(error);
  }
}
