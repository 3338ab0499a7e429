import type { Clock } from '@hustings/kernel';

/** What a step may wait for. */
export type StepPart = 'look' | 'list' | 'caps' | 'decide' | 'texts' | 'append' | 'catch-up';

/** One thing that a step waits for; `sinceMs` by the process's own clock. */
export interface StepWait {
  readonly part: StepPart;
  readonly sinceMs: number;
}

/** What a gate's step waits for, for whoever wonders why nothing comes of it. */
export class StepProgress {
  readonly #clock: Clock;
  #waiting: StepWait | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null when nothing is waited for; the same object as long as it is the same thing. */
  get waiting(): StepWait | null {
    return this.#waiting;
  }

  /** Waits for one part of a step; one at a time. */
  async of<T>(part: StepPart, waited: Promise<T>): Promise<T> {
    this.#waiting = { part, sinceMs: this.#clock.monotonicMs() };
    try {
      return await waited;
    } finally {
      this.#waiting = null;
    }
  }
}
