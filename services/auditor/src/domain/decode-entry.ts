import { DecisionsRecorded } from '@hustings/contracts/governor';
import { GateMarked } from '@hustings/contracts/log';
import { decodeMessage } from '@hustings/contracts/wire';
import type { CorruptEntry, LogEntry } from '@hustings/event-log';

/** An entry as the replay takes it. */
export type DecodedEntry =
  | { kind: 'DECISIONS'; entry: LogEntry; gate: number; event: DecisionsRecorded }
  | { kind: 'MARKER'; entry: LogEntry; gate: number; event: GateMarked }
  | { kind: 'FACTS'; entry: LogEntry }
  | { kind: 'UNREADABLE'; seq: number; fault: string };

const GATE = 'gate';

/** Tells what an entry is; gates carry exactly one event a commit. Never throws. */
export function decodeEntry(entry: LogEntry | CorruptEntry): DecodedEntry {
  const { seq } = entry;
  if ('fault' in entry) return { kind: 'UNREADABLE', seq, fault: entry.fault };
  if (entry.commit.aggregate !== GATE) return { kind: 'FACTS', entry };
  const gate = Number(entry.commit.aggregateId);
  const [event, ...more] = entry.commit.events;
  if (event === undefined || more.length > 0 || !Number.isInteger(gate)) {
    return { kind: 'UNREADABLE', seq, fault: 'a gate takes one event a commit' };
  }
  try {
    switch (event.eventType) {
      case 'governor.DecisionsRecorded.v1':
        return {
          kind: 'DECISIONS',
          entry,
          gate,
          event: decodeMessage(DecisionsRecorded, event.data),
        };
      case 'gate.GateMarked.v1':
        return { kind: 'MARKER', entry, gate, event: GateMarked.decode(event.data) };
      default:
        return { kind: 'UNREADABLE', seq, fault: `${event.eventType} does not belong on a gate` };
    }
  } catch {
    return { kind: 'UNREADABLE', seq, fault: `${event.eventType} cannot be decoded` };
  }
}
