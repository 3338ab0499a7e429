/**
 * The latest facts of one partition that take something away, by what they take away. Old ones are forgotten, and the
 * highest forgotten sequence is kept: whoever has not seen the log up to there cannot be judged here.
 */
export class RecentFacts {
  readonly #capacity: number;
  /** Sequence of the latest fact by key, oldest first. */
  readonly #latest = new Map<string, number>();
  #forgottenSeq = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Facts must be added in the order of the log. */
  add(key: string, seq: number): void {
    this.#latest.delete(key);
    this.#latest.set(key, seq);
    if (this.#latest.size <= this.#capacity) return;
    for (const [oldest, oldestSeq] of this.#latest) {
      this.#latest.delete(oldest);
      this.#forgottenSeq = Math.max(this.#forgottenSeq, oldestSeq);
      break;
    }
  }

  /** An entry that cannot be read may have taken anything away: nothing decided before it can be judged. */
  addUnreadable(seq: number): void {
    this.#forgottenSeq = Math.max(this.#forgottenSeq, seq);
  }

  /** True when facts after this sequence may have been forgotten. */
  hasForgottenAfter(seq: number): boolean {
    return this.#forgottenSeq > seq;
  }

  /** True when one of the keys was hit after this sequence. */
  hasHit(keys: string[], afterSeq: number): boolean {
    return keys.some((key) => (this.#latest.get(key) ?? 0) > afterSeq);
  }
}
