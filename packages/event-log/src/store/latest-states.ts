import { LRUCache } from 'lru-cache';
import type { Executed, Target } from './aggregate-store.ts';

/** An aggregate as a commit of this process left it. */
interface Latest<State, Event> {
  executed: Executed<State, Event>;
  commitId: string;
}

/**
 * States of aggregates after this process's own commits. Another writer may have added to them: a state from here may only lead
 * to an append under its sequence, which the log refuses when it is old.
 */
export class LatestStates<State, Event> {
  readonly #states: LRUCache<string, Latest<State, Event>> | null;

  /** Keeps the `max` aggregates that were used last; 0 keeps nothing. */
  constructor(max: number) {
    this.#states = max > 0 ? new LRUCache({ max }) : null;
  }

  of(target: Target): Latest<State, Event> | undefined {
    return this.#states?.get(keyOf(target));
  }

  /** Commits of one process may be acknowledged in another order than the log has them. */
  note(target: Target, latest: Latest<State, Event>): void {
    const known = this.of(target);
    if (known === undefined || known.executed.seq < latest.executed.seq)
      this.#states?.set(keyOf(target), latest);
  }

  forget(target: Target): void {
    this.#states?.delete(keyOf(target));
  }
}

function keyOf({ partition, id }: Target): string {
  return `${partition}/${id}`;
}
