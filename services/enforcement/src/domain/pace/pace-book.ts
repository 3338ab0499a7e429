import { evolvePace, paceDecider } from './decider.ts';
import type { PaceEvent } from './events.ts';
import { type PaceState, restsUntilUs, runningAt } from './state.ts';

const HOUR_US = 3_600_000_000;

/** The pace of every sender of a partition, folded from the log with the decider's own `evolve`. */
export class PaceBook {
  readonly #paces = new Map<string, PaceState>();

  /** Takes in the events of one commit. Throws, and changes nothing, when they do not follow from what was. */
  apply(senderId: string, events: readonly PaceEvent[]): void {
    const before = this.#paces.get(senderId) ?? paceDecider.initialState();
    this.#paces.set(senderId, events.reduce(evolvePace, before));
  }

  of(senderId: string): PaceState | undefined {
    return this.#paces.get(senderId);
  }

  all(): PaceState[] {
    return [...this.#paces.values()];
  }

  /** True when a slow start may begin at that instant. */
  mayBegin(senderId: string, nowUs: number): boolean {
    const pace = this.#paces.get(senderId);
    return pace === undefined || (runningAt(pace, nowUs) === null && nowUs >= restsUntilUs(pace));
  }

  /** Hours since the slow start that runs began; 0 without one. */
  slowHours(senderId: string, nowUs: number): number {
    const pace = this.#paces.get(senderId);
    const running = pace ? runningAt(pace, nowUs) : null;
    return running === null ? 0 : Math.max(1, nowUs - running.startsAtUs) / HOUR_US;
  }
}
