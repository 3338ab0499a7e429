import type { CorruptEntry, LogEntry } from '@hustings/event-log';
import { gateOf, type LogLayout } from '@hustings/kernel';
import { type Fact, type FactEntry, factsOf } from '@hustings/policy';
import type { RecordedCommit } from '@hustings/redis-scripts';
import { DECISIONS_RECORDED, decisionsOf, encodedDecisionsOf } from '../domain/decisions-of.ts';

/** What one log entry changes at one gate. */
export type GateChange =
  | { kind: 'COMMIT'; gate: number; seq: number; commit: RecordedCommit }
  | { kind: 'MARKER' | 'FACTS'; gate: number; seq: number; entry: FactEntry };

const GATE_SUBJECT = /^hustings\.evt\.[^.]+\.gate\.(\d+)$/;

/**
 * What an entry changes, at those gates that are wanted: decoding a commit of decisions for a gate that nobody feeds would
 * be for nothing.
 */
export function changesOf(
  entry: LogEntry | CorruptEntry,
  { layout, wants }: { layout: LogLayout; wants: (gate: number) => boolean },
): GateChange[] {
  const gate = gateOfSubject(entry.subject);
  if (gate !== null && !wants(gate)) return [];
  try {
    if (isReadable(entry)) {
      return gate === null ? factChanges(entry, { layout, wants }) : [gateCommitOf(entry, gate)];
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

function factChanges(
  entry: LogEntry,
  { layout, wants }: { layout: LogLayout; wants: (gate: number) => boolean },
): GateChange[] {
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

function gateCommitOf({ seq, commit }: LogEntry, gate: number): GateChange {
  const event = commit.events.find((one) => one.eventType === DECISIONS_RECORDED);
  if (!event) return markerAt(gate, seq);
  let encoded: Buffer[] | undefined;
  const recorded: RecordedCommit = {
    seq,
    event: decisionsOf(event),
    // Cut out only when they are sent to the store: one's own commits are there already, and of most messages of the past
    // nothing is sent.
    get encoded() {
      encoded ??= encodedDecisionsOf(event);
      return encoded;
    },
  };
  return { kind: 'COMMIT', gate, seq, commit: recorded };
}

function markerAt(gate: number, seq: number): GateChange {
  return { kind: 'MARKER', gate, seq, entry: { seq, facts: [], marker: true } };
}

/** Null for a subject that is no gate's. */
export function gateOfSubject(subject: string): number | null {
  const gate = GATE_SUBJECT.exec(subject)?.[1];
  return gate === undefined ? null : Number(gate);
}
