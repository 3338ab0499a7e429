import type { Release } from '../domain/release.ts';
import type { OutgoingMessage } from './provider.ts';

/** A release that can be handed off. */
export interface Prepared {
  message: OutgoingMessage;
  /** The recipient in the key domain of opt-outs from all political senders. */
  allPoliticalPseudonym: string;
}

/** Opens what the governor sealed. */
export interface ContentReader {
  /** Null when there is nothing to send: erased, missing, or not what the log committed to. Rejects when it cannot tell. */
  prepare(release: Release, from: string): Promise<Prepared | null>;
  /** Address and text of what the ledger or a webhook sealed; null when there is nothing. Rejects when it cannot tell. */
  open(place: {
    partition: string;
    organisationId: string;
    recipient: string;
    contentId: string;
    contentSeq: bigint;
  }): Promise<{ address: string; text: string } | null>;
}
