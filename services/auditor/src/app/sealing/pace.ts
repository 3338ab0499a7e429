import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@hustings/kernel';

/** Entries between two looks at the clock. */
const STEP = 256;
/** Shorter rests are not worth a timer. */
const SHORTEST_MS = 1;

/**
 * Keeps a long reading from taking a whole core from those who serve people: it rests as long as it worked.
 */
export class Pace {
  readonly #clock: Clock;
  #steps = 0;
  #sinceMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = clock.monotonicMs();
  }

  /** Called once an entry. */
  async step(signal: AbortSignal): Promise<void> {
    if (++this.#steps % STEP !== 0) return;
    const workedMs = this.#clock.monotonicMs() - this.#sinceMs;
    if (workedMs >= SHORTEST_MS) {
      await sleep(workedMs, undefined, { signal }).catch(() => undefined);
    }
    this.#sinceMs = this.#clock.monotonicMs();
  }
}
