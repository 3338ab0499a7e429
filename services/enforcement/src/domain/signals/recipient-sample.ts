import { bitsOf, leadingZeros } from './pseudonym-bits.ts';

/** Recipients that are held one by one per sender. Up to here counts are exact, beyond they are estimates. */
export const MAX_SAMPLED = 4096;

/**
 * Distinct recipients of a moving window and who of them ever replied, in bounded memory: Gibbons' distinct sampling
 * (VLDB 2001). At level n only recipients whose hash begins with n zero bits are held, and each stands for 2^n. A
 * pseudonym is an HMAC already, so its own bits are the hash, and every replay holds the same sample.
 */
export class RecipientSample {
  /** Recipient → bucket of the latest message, the oldest buckets first. */
  readonly #written = new Map<string, number>();
  /** The latest repliers, whether written to in this window or not: who answered once is in a conversation. */
  readonly #repliers = new Set<string>();
  #repliedAndWritten = 0;
  #level = 0;

  /** Estimated number of distinct recipients of the window; exact up to `MAX_SAMPLED`. */
  get recipients(): number {
    return this.#written.size * 2 ** this.#level;
  }

  /** Share of the window's recipients who have replied, 0 to 1; 0 without recipients. */
  get replyShare(): number {
    return this.#written.size === 0 ? 0 : this.#repliedAndWritten / this.#written.size;
  }

  /** True when the recipient is held as written to in the window. */
  has(recipient: string): boolean {
    return this.#written.has(recipient);
  }

  /** True when nothing is known against the recipient's having been written to: held, or outside the sample. */
  mayHave(recipient: string): boolean {
    return this.#written.has(recipient) || leadingZeros(bitsOf(recipient)) < this.#level;
  }

  noteWritten(recipient: string, bucket: number): void {
    if (leadingZeros(bitsOf(recipient)) < this.#level) return;
    const known = this.#written.get(recipient);
    // Those of one bucket stand in any order: most who are written to again need not move.
    if (known === bucket) return;
    if (known !== undefined) this.#written.delete(recipient);
    else if (this.#repliers.has(recipient)) this.#repliedAndWritten++;
    this.#written.set(recipient, Math.max(known ?? bucket, bucket));
    while (this.#written.size > MAX_SAMPLED) this.#raiseLevel();
  }

  noteReply(recipient: string): void {
    if (leadingZeros(bitsOf(recipient)) < this.#level) return;
    if (!this.#repliers.delete(recipient) && this.#written.has(recipient)) {
      this.#repliedAndWritten++;
    }
    this.#repliers.add(recipient);
    if (this.#repliers.size > MAX_SAMPLED) this.#forgetOldestReplier();
  }

  /** Forgets who was last written to before a bucket. */
  expireBefore(bucket: number): void {
    for (const [recipient, last] of this.#written) {
      if (last >= bucket) break;
      this.#written.delete(recipient);
      if (this.#repliers.has(recipient)) this.#repliedAndWritten--;
    }
    if (this.#written.size === 0) this.#level = 0;
  }

  /** Forgets the window. Who replied stays known: it speaks for the sender. */
  reset(): void {
    this.#written.clear();
    this.#repliedAndWritten = 0;
    this.#level = 0;
  }

  #raiseLevel(): void {
    this.#level++;
    for (const recipient of this.#written.keys()) {
      if (leadingZeros(bitsOf(recipient)) >= this.#level) continue;
      this.#written.delete(recipient);
      if (this.#repliers.has(recipient)) this.#repliedAndWritten--;
    }
  }

  #forgetOldestReplier(): void {
    for (const oldest of this.#repliers) {
      this.#repliers.delete(oldest);
      if (this.#written.has(oldest)) this.#repliedAndWritten--;
      return;
    }
  }
}
