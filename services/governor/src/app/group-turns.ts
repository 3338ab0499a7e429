import type { Clock } from '@hustings/kernel';
import { Latch } from './latch.ts';

/** Least milliseconds between the beginnings of two small groups. */
const PERIOD_MS = 10;
/** So many calls are worth a group at once. */
const ENOUGH = 64;
/** A group of fewer calls is of few callers: nobody is kept waiting to save work. */
const FEW = 8;
/** Share of a group that has to have come while it was decided; less are callers who send again when they have been answered. */
const CAME_MEANWHILE = 0.25;

/**
 * When a gate's next group begins: when there is work, but small groups not one behind the other, since whatever its size a group
 * costs four processes some milliseconds (docs/decisions/0099). Neither single callers nor those who send again when they have
 * been answered are slowed down by it.
 */
export class GroupTurns {
  readonly #clock: Clock;
  readonly #work = new Latch();
  #beganMs = Number.NEGATIVE_INFINITY;
  #size = 0;
  #go: (() => void) | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** So many calls wait now. */
  note(waiting: number): void {
    this.#work.open();
    if (waiting >= ENOUGH) this.#go?.();
  }

  /** There is something to do that does not wait for more calls. */
  hurry(): void {
    this.#work.open();
    this.#go?.();
  }

  /** Nothing is left to do. */
  rest(): void {
    this.#work.close();
  }

  /** A group of so many calls begins. */
  begin(calls: number): void {
    this.#beganMs = this.#clock.monotonicMs();
    this.#size = calls;
  }

  /** Resolves when the next step is to begin. `waiting` tells how many calls might be joined by more, 0 = it is not to wait for any. */
  async next(waiting: () => number): Promise<void> {
    await this.#work.opened();
    const leftMs = this.#beganMs + PERIOD_MS - this.#clock.monotonicMs();
    if (leftMs <= 0 || !this.#mayGather(waiting())) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, leftMs);
      this.#go = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#go = null;
  }

  #mayGather(waiting: number): boolean {
    return this.#size >= FEW && waiting < ENOUGH && waiting >= this.#size * CAME_MEANWHILE;
  }
}
