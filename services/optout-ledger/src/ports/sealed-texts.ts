import type { RecipientRef } from '../app/ledger.ts';

/** A text with the address that it belongs to, before sealing. */
export interface SealedText {
  address: string;
  text: string;
}

/** Texts and addresses, sealed under the recipients' keys. Rejects when the streams cannot be reached. */
export interface SealedTexts {
  /** Resolves, once it is stored, to the sequence under which it stands. */
  seal(
    recipient: RecipientRef,
    allPolitical: string,
    item: SealedText & { id: string },
  ): Promise<number>;
  /** Null when there is nothing: erased, missing, or not this recipient's. */
  open(recipient: RecipientRef, item: { id: string; seq: number }): Promise<SealedText | null>;
  /** The same person in the domain of all political senders; null when the key was erased or never made. */
  allPoliticalOf(recipient: RecipientRef): Promise<string | null>;
}
