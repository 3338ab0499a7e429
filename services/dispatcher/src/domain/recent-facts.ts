import { Recent } from '@hustings/kernel';

/**
 * The latest facts of one partition that take something away, by what they take away. Old ones are forgotten, and the
 * highest forgotten sequence is kept: whoever has not seen the log up to there cannot be judged here.
 */
export class RecentFacts {
  /** Sequence of the latest fact by key. */
  readonly #latest: Recent<number>;
  #newestSeq = 0;
  #forgottenSeq = 0;

  /** At least so many keys are remembered, and at most twice as many. */
  constructor(capacity: number) {
    this.#latest = new Recent(capacity);
  }

  /** Facts must be added in the order of the log. */
  add(key: string, seq: number): void {
    this.#newestSeq = seq;
    for (const forgottenSeq of this.#latest.add(key, seq)?.values() ?? []) {
      this.#forgottenSeq = Math.max(this.#forgottenSeq, forgottenSeq);
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

  /** True when one of the keys was hit after this sequence. They are asked for only if anything was. */
  hasHit(keys: () => string[], afterSeq: number): boolean {
    // Messages are looked at several times, and mostly nothing was taken from anybody since they were decided.
    if (this.#newestSeq <= afterSeq) return false;
    return keys().some((key) => (this.#latest.get(key) ?? 0) > afterSeq);
  }
}
