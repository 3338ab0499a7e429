import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '@hustings/contracts/log';
import type { Decider } from '@hustings/decider';
import { type Ids, type Result, systemIds } from '@hustings/kernel';
import { type EventLog, LogUnavailable } from '../types.ts';
import { attemptOnce } from './attempt.ts';
import type { EventCodec } from './event-codec.ts';
import { type Admit, executeTogether, type TogetherOrder } from './execute-together.ts';
import { LatestStates } from './latest-states.ts';
import { loadEntry, restore } from './plan-commit.ts';
import type { SnapshotSchema } from './snapshot.ts';
import { findSnapshotFaults, type SnapshotFault } from './verify-snapshots.ts';

/** A loser reads and decides again; 50 writers of one aggregate get through in about so many rounds. */
const MAX_ATTEMPTS = 50;
const CONFLICT_PAUSE_MS = 4;
const MAX_CONFLICT_PAUSE_MS = 50;

/** Nothing was stored: other writers of the same aggregate were always faster. Try again later. */
export class TooMuchContention extends LogUnavailable {
  override readonly name = 'TooMuchContention';
}

export interface AggregateStoreOptions<State, Command, Event extends { type: string }, Rejection> {
  log: EventLog;
  decider: Decider<State, Command, Event, Rejection>;
  context: string;
  aggregate: string;
  codec: EventCodec<Event>;
  snapshot: SnapshotSchema<State>;
  /**
   * True for an event that takes something away from the organisation: the commit then marks the organisation's gate, or
   * every gate of the partition when it is about nobody in particular (organisation '').
   */
  takesAway?(event: Event): boolean;
  /** Makes commit ids; the platform's random ones unless given. */
  ids?: Ids;
  /**
   * Most aggregates whose state is kept after a commit of this process, so that the next command need not read it. For aggregates
   * with one writer most of the time: another's commit costs a refused append. Nothing is kept unless given.
   */
  keepLatest?: number;
}

/** Whom a command concerns. */
export interface Target {
  id: string;
  partition: string;
  /** '' for nobody in particular. */
  organisationId: string;
}

/** What stands in the commit beside the facts. */
export interface CommandMeta {
  actor: Actor;
  /** When the command was decided, microseconds since the Unix epoch. */
  occurredAtUs: bigint;
  correlationId: string;
  causationId?: string;
  traceparent?: string;
  policyHash?: string;
  /** UUIDv7. Give the same one to repeat a command whose outcome is unknown; it then happens once. */
  commitId?: string;
}

/** An aggregate as it stands. `seq` and `version` are 0 for one that has no commits. */
export interface Loaded<State> {
  state: State;
  seq: number;
  version: number;
}

/** An aggregate after a command; no events = there was nothing to do. */
export interface Executed<State, Event> extends Loaded<State> {
  events: Event[];
}

export interface AggregateStore<State, Command, Event, Rejection> {
  /**
   * Load, decide, persist; again from the start when somebody else was faster. Throws `TooMuchContention` after many
   * rounds, `AppendUnknown` and `LogUnavailable` as the log does, `PoisonEntry` when the last commit cannot be read.
   */
  execute(
    target: Target,
    command: Command,
    meta: CommandMeta,
  ): Promise<Result<Executed<State, Event>, Rejection>>;
  /**
   * Commands for different aggregates of one partition, each decided by itself, appended in one batch with one marker a gate.
   * At most `APPEND_TOGETHER_MAX`. The results in their order, null for what `admit` left undone.
   */
  executeTogether(
    orders: readonly TogetherOrder<Command>[],
    admit?: Admit,
  ): Promise<(Result<Executed<State, Event>, Rejection> | null)[]>;
  load(target: Pick<Target, 'id' | 'partition'>): Promise<Loaded<State>>;
  /** Folds all events of the kind in a partition and names each commit whose snapshot they do not arrive at. */
  verifySnapshots(partition: string, signal: AbortSignal): Promise<SnapshotFault[]>;
}

/** A typed repository of one kind of aggregate. */
export function aggregateStore<State, Command, Event extends { type: string }, Rejection>(
  options: AggregateStoreOptions<State, Command, Event, Rejection>,
): AggregateStore<State, Command, Event, Rejection> {
  const ids = options.ids ?? systemIds();
  const latest = new LatestStates<State, Event>(options.keepLatest ?? 0);
  const store: AggregateStore<State, Command, Event, Rejection> = {
    executeTogether: (orders, admit) =>
      executeTogether(options, {
        orders,
        ids,
        admit,
        alone: (...order) => store.execute(...order),
      }),
    load: async (target) => restore(options, await loadEntry(options, target)),
    verifySnapshots: (partition, signal) => findSnapshotFaults(options, partition, signal),
    execute: async (target, command, meta) => {
      const commitId = meta.commitId ?? ids.uuid();
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        if (attempt > 0) await pauseAfterConflict(attempt);
        const order = { target, command, meta: { ...meta, commitId } };
        const result = await attemptOnce(options, latest, order);
        if (result !== null) return result;
      }
      throw new TooMuchContention(
        `gave up on ${options.context}.${options.aggregate} after ${MAX_ATTEMPTS} conflicts`,
      );
    },
  };
  return store;
}

/** Longer with every round, and at random, so that the losers of one round do not meet again in the next. */
async function pauseAfterConflict(attempt: number): Promise<void> {
  const longest = Math.min(CONFLICT_PAUSE_MS * attempt, MAX_CONFLICT_PAUSE_MS);
  await sleep(Math.random() * longest);
}
