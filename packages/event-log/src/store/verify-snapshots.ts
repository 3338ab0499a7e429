import type { Decider } from '@hustings/decider';
import { subjectsOf } from '../subjects.ts';
import type { CorruptEntry, EventLog, LogEntry } from '../types.ts';
import { decodeEvents, type EventCodec } from './event-codec.ts';
import { type SnapshotSchema, showsState } from './snapshot.ts';

/** A commit whose snapshot is not what the events before and in it lead to. */
export interface SnapshotFault {
  seq: number;
  aggregateId: string;
  fault: string;
}

interface Verifiable<State, Event extends { type: string }> {
  log: EventLog;
  decider: Pick<Decider<State, never, Event, never>, 'evolve' | 'initialState'>;
  context: string;
  aggregate: string;
  codec: EventCodec<Event>;
  snapshot: SnapshotSchema<State>;
}

/** Reads every commit of one kind of aggregate up to the log's end and compares each snapshot with the fold. */
export async function findSnapshotFaults<State, Event extends { type: string }>(
  options: Verifiable<State, Event>,
  partition: string,
  signal: AbortSignal,
): Promise<SnapshotFault[]> {
  const faults: SnapshotFault[] = [];
  const states = new Map<string, State>();
  const until = await options.log.lastSeq(partition);
  if (until === 0) return faults;
  const subjects = [subjectsOf(partition, options.context, options.aggregate)];
  for await (const entry of options.log.follow({ partition, subjects, after: 0, until, signal })) {
    const aggregateId = entry.subject.slice(entry.subject.lastIndexOf('.') + 1);
    const before = states.get(aggregateId) ?? options.decider.initialState();
    const { state, fault } = foldEntry(options, before, entry);
    states.set(aggregateId, state);
    if (fault !== null) faults.push({ seq: entry.seq, aggregateId, fault });
  }
  return faults;
}

function foldEntry<State, Event extends { type: string }>(
  { decider, codec, snapshot }: Verifiable<State, Event>,
  before: State,
  entry: LogEntry | CorruptEntry,
): { state: State; fault: string | null } {
  if ('fault' in entry) return { state: before, fault: entry.fault };
  try {
    const events = decodeEvents(codec, entry);
    const state = events.reduce((folded, event) => decider.evolve(folded, event), before);
    const shown = entry.commit.snapshot;
    if (shown === undefined) return { state, fault: 'no snapshot' };
    const same = showsState(snapshot, shown, state);
    return { state, fault: same ? null : 'the events lead to another state' };
  } catch (error) {
    return { state: before, fault: error instanceof Error ? error.message : String(error) };
  }
}
