import type { Decider } from '@hustings/decider';
import { decodeEvents, type EventCodec, type LogEntry } from '@hustings/event-log';

/** One page of a list, by id. */
export interface Page<T> {
  items: T[];
  /** '' on the last page. */
  nextPageToken: string;
}

export interface PageRequest {
  size: number;
  /** Last id of the page before; '' for the first. */
  after: string;
}

/** A state of something that exists. */
export type Existing<State> = Exclude<State, { status: 'none' }>;

/** All aggregates of one kind, each folded from its events. */
export class FoldedStates<State extends { status: string }, Event extends { type: string }> {
  readonly #states = new Map<string, State>();
  readonly #decider: Pick<Decider<State, never, Event, never>, 'evolve' | 'initialState'>;
  readonly #codec: EventCodec<Event>;

  constructor(
    decider: Pick<Decider<State, never, Event, never>, 'evolve' | 'initialState'>,
    codec: EventCodec<Event>,
  ) {
    this.#decider = decider;
    this.#codec = codec;
  }

  /** Takes one commit of this kind of aggregate. */
  apply(entry: LogEntry): void {
    const id = entry.commit.aggregateId;
    const before = this.#states.get(id) ?? this.#decider.initialState();
    const after = decodeEvents(this.#codec, entry).reduce(this.#decider.evolve, before);
    this.#states.set(id, after);
  }

  /** Undefined for an id that stands for nothing. */
  get(id: string): Existing<State> | undefined {
    const state = this.#states.get(id);
    return state !== undefined && exists(state) ? state : undefined;
  }

  /** The accepted ones after a given id, in the order of ids. */
  list(page: PageRequest, accept: (state: Existing<State>) => boolean): Page<Existing<State>> {
    const items: Existing<State>[] = [];
    let lastId = '';
    for (const id of [...this.#states.keys()].filter((each) => each > page.after).sort()) {
      const state = this.get(id);
      if (state === undefined || !accept(state)) continue;
      // One more than asked for tells that another page follows.
      if (items.length === page.size) return { items, nextPageToken: lastId };
      items.push(state);
      lastId = id;
    }
    return { items, nextPageToken: '' };
  }
}

function exists<State extends { status: string }>(state: State): state is Existing<State> {
  return state.status !== 'none';
}
