import { fold } from '@hustings/decider';
import { err, gateOf, ok, type Result } from '@hustings/kernel';
import { allGates } from '../subjects.ts';
import { type EventLog, type LogEntry, type NewCommit, PoisonEntry } from '../types.ts';
import type { AggregateStoreOptions, CommandMeta, Loaded, Target } from './aggregate-store.ts';
import { encodeEvent } from './event-codec.ts';
import { restoreSnapshot, type SnapshotSchema, snapshotOf } from './snapshot.ts';

/** What a command comes to, ready to be appended. */
export interface PlannedCommit<State, Event> {
  commit: NewCommit;
  /** Gates that it takes something away from. */
  gates: number[];
  events: Event[];
  state: State;
}

/** Decides a command on an aggregate as it was loaded. Null when there is nothing to do. */
export function planCommit<State, Command, Event extends { type: string }, Rejection>(
  options: AggregateStoreOptions<State, Command, Event, Rejection>,
  order: {
    target: Target;
    command: Command;
    meta: CommandMeta & { commitId: string };
    loaded: Loaded<State>;
  },
): Result<PlannedCommit<State, Event> | null, Rejection> {
  const { target, command, meta, loaded } = order;
  const decision = options.decider.decide(command, loaded.state);
  if (!decision.ok) return err(decision.error);
  const events = decision.value;
  if (events.length === 0) return ok(null);
  const state = fold({ ...options.decider, initialState: () => loaded.state }, events);
  const commit: NewCommit = {
    ...meta,
    ref: refOf(options, target),
    events: events.map((event) => encodeEvent(options.codec, event)),
    version: loaded.version + 1,
    organisationId: target.organisationId,
    snapshot: snapshotOf(options.snapshot, state),
  };
  const gates = events.some((event) => options.takesAway?.(event)) ? gatesOf(options, target) : [];
  return ok({ commit, gates, events, state });
}

function gatesOf({ log }: { log: EventLog }, { organisationId }: Target): number[] {
  return organisationId === '' ? allGates(log.layout) : [gateOf(organisationId, log.layout)];
}

function refOf(
  { context, aggregate }: { context: string; aggregate: string },
  { id, partition }: Pick<Target, 'id' | 'partition'>,
): NewCommit['ref'] {
  return { partition, context, aggregate, id };
}

/** Last commit of an aggregate, or null. */
export function loadEntry(
  options: { log: EventLog; context: string; aggregate: string },
  target: Pick<Target, 'id' | 'partition'>,
): Promise<LogEntry | null> {
  return options.log.load(refOf(options, target));
}

/** The state that stands in an aggregate's last commit. Throws `PoisonEntry`. */
export function restore<State>(
  options: {
    decider: { initialState(): State };
    snapshot: SnapshotSchema<State>;
  },
  entry: LogEntry | null,
): Loaded<State> {
  if (entry === null) return { state: options.decider.initialState(), seq: 0, version: 0 };
  const { snapshot, version } = entry.commit;
  if (snapshot === undefined) throw new PoisonEntry(`no snapshot at ${entry.subject}`);
  const state = restoreSnapshot(options.snapshot, snapshot);
  return { state, seq: entry.seq, version: Number(version) };
}
