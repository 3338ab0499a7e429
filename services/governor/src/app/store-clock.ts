import type { Clock } from '@hustings/kernel';

/**
 * The clock by which the store decides, as this process last saw it, carried on by its own. Instants that the store has named must be
 * waited for by the store's clock: it may stand elsewhere, and step.
 */
export class StoreClock implements Clock {
  readonly #own: Clock;
  #seen: { atUs: number; whenMs: number } | null = null;

  constructor(own: Clock) {
    this.#own = own;
  }

  /** The store has just decided at this instant. */
  note(atUs: number): void {
    this.#seen = { atUs, whenMs: this.#own.monotonicMs() };
  }

  nowUs(): bigint {
    if (this.#seen === null) return this.#own.nowUs();
    const sinceMs = this.#own.monotonicMs() - this.#seen.whenMs;
    return BigInt(Math.round(this.#seen.atUs + sinceMs * 1_000));
  }

  monotonicMs(): number {
    return this.#own.monotonicMs();
  }
}
