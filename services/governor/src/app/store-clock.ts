import type { Clock } from '@hustings/kernel';
import type { Behind, Decided } from '@hustings/redis-scripts';

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

  /** Takes the time from what the store answers to a question that goes out now. */
  async hear(question: Promise<Decided | Behind>): Promise<Decided | Behind> {
    const askedMs = this.#own.monotonicMs();
    const answer = await question;
    if (answer.outcome === 'DECIDED') this.#note(answer.nowUs, askedMs);
    return answer;
  }

  nowUs(): bigint {
    if (this.#seen === null) return this.#own.nowUs();
    const sinceMs = this.#own.monotonicMs() - this.#seen.whenMs;
    return BigInt(Math.round(this.#seen.atUs + sinceMs * 1_000));
  }

  monotonicMs(): number {
    return this.#own.monotonicMs();
  }

  /**
   * It was decided at some time between the question and now: an answer that lay about while this process did something else does not
   * set the clock back. What was believed stands as long as it agrees with that.
   */
  #note(decidedAtUs: number, askedMs: number): void {
    const whenMs = this.#own.monotonicMs();
    const latestUs = decidedAtUs + (whenMs - askedMs) * 1_000;
    const atUs = Math.min(Math.max(Number(this.nowUs()), decidedAtUs), latestUs);
    this.#seen = { atUs, whenMs };
  }
}
