import { DecisionTable } from '@hustings/contracts/decision-table';
import type { CorruptEntry, LogEntry } from '@hustings/event-log';
import { gateOf, type LogLayout } from '@hustings/kernel';
import { type Fact, type FactEntry, factsOf } from '@hustings/policy';
import type { RecordedCommit, TabledCommit } from '@hustings/redis-scripts';
import { DECISIONS_RECORDED, decisionsOf, type StoredEvent } from '../domain/decisions-of.ts';

/** What one log entry changes at one gate. */
export type GateChange = ChangeWith<RecordedCommit>;

/** The same to whoever needs no more of a commit than the store is told. */
export type PastChange = ChangeWith<TabledCommit>;

type ChangeWith<Commit> =
  | { kind: 'COMMIT'; gate: number; seq: number; commit: Commit }
  | { kind: 'MARKER' | 'FACTS'; gate: number; seq: number; entry: FactEntry };

type FactChange = Extract<GateChange, { entry: FactEntry }>;

interface Wanted {
  layout: LogLayout;
  wants: (gate: number) => boolean;
}

const GATE_SUBJECT = /^hustings\.evt\.[^.]+\.gate\.(\d+)$/;

/**
 * What an entry changes, at those gates that are wanted: decoding a commit of decisions for a gate that nobody feeds would
 * be for nothing.
 */
export function changesOf(entry: LogEntry | CorruptEntry, wanted: Wanted): GateChange[] {
  return readChanges(entry, wanted, (seq, event) => ({
    seq,
    event: decisionsOf(event),
    data: event.data,
  }));
}

/** The same for a rebuild: most of what the past holds is over, and nothing is made of it. */
export function pastChangesOf(entry: LogEntry | CorruptEntry, wanted: Wanted): PastChange[] {
  return readChanges(entry, wanted, (seq, { data }) => ({ seq, table: new DecisionTable(data) }));
}

function readChanges<Commit>(
  entry: LogEntry | CorruptEntry,
  wanted: Wanted,
  read: (seq: number, event: StoredEvent) => Commit,
): ChangeWith<Commit>[] {
  const gate = gateOfSubject(entry.subject);
  if (gate !== null && !wanted.wants(gate)) return [];
  try {
    if (isReadable(entry)) {
      return gate === null ? factChanges(entry, wanted) : [gateCommitOf(entry, gate, read)];
    }
  } catch {
    // Passed over like an entry that is no commit at all.
  }
  // One bad entry must not stop opt-outs behind it; the view has reported it with its position. On a gate it moves the
  // sequence, or the gate could never decide again.
  return gate === null ? [] : [markerAt(gate, entry.seq)];
}

/** Facts that may let something go on that was known to have to wait. */
const ENDS_WAITING: ReadonlySet<Fact['type']> = new Set([
  'SanctionEnded',
  'SanctionImposed',
  'PolicyActivated',
  'LaneResumed',
  'LimitProfileChanged',
]);

export function endsWaiting({ type }: Fact): boolean {
  return ENDS_WAITING.has(type);
}

export function isReadable(entry: LogEntry | CorruptEntry): entry is LogEntry {
  return 'commit' in entry;
}

function factChanges(entry: LogEntry, { layout, wants }: Wanted): FactChange[] {
  const byGate = new Map<number, Fact[]>();
  let organisation: string | undefined;
  let gates: number[] = [];
  for (const fact of entry.commit.events.flatMap(factsOf)) {
    // Facts of one entry are nearly always one organisation's.
    if (fact.organisationId !== organisation) {
      organisation = fact.organisationId;
      gates = gatesOf(organisation, layout).filter(wants);
    }
    for (const gate of gates) {
      const facts = byGate.get(gate);
      if (facts) facts.push(fact);
      else byGate.set(gate, [fact]);
    }
  }
  const { seq } = entry;
  return [...byGate].map(([gate, facts]) => ({
    kind: 'FACTS',
    gate,
    seq,
    entry: { seq, facts, marker: false },
  }));
}

function gatesOf(organisationId: string, layout: LogLayout): number[] {
  if (organisationId !== '') return [gateOf(organisationId, layout)];
  return Array.from({ length: layout.gates }, (_, gate) => gate);
}

function gateCommitOf<Commit>(
  { seq, commit }: LogEntry,
  gate: number,
  read: (seq: number, event: StoredEvent) => Commit,
): ChangeWith<Commit> {
  const event = commit.events.find((one) => one.eventType === DECISIONS_RECORDED);
  return event ? { kind: 'COMMIT', gate, seq, commit: read(seq, event) } : markerAt(gate, seq);
}

function markerAt(gate: number, seq: number): FactChange {
  return { kind: 'MARKER', gate, seq, entry: { seq, facts: [], marker: true } };
}

/** Null for a subject that is no gate's. */
export function gateOfSubject(subject: string): number | null {
  const gate = GATE_SUBJECT.exec(subject)?.[1];
  return gate === undefined ? null : Number(gate);
}
