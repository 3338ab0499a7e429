import { fieldBytes } from '@hustings/contracts/wire';
import type { CorruptEntry, LogEntry } from '@hustings/event-log';
import { encodeEntry, entryOf } from '@hustings/merkle-log';

const DECISIONS_RECORDED = 'governor.DecisionsRecorded.v1';
/** Number of `decisions` in `DecisionsRecorded`. */
const DECISIONS_FIELD = 5;

/** Bytes of each decision in an entry, as they stand in it: a new encoding could differ. None in what cannot be read. */
export function decisionsIn(entry: LogEntry | CorruptEntry): Uint8Array[] {
  if ('fault' in entry) return [];
  const [event, ...more] = entry.commit.events;
  if (event?.eventType !== DECISIONS_RECORDED || more.length > 0) return [];
  try {
    return fieldBytes(event.data, DECISIONS_FIELD);
  } catch {
    return [];
  }
}

/** What the transparency log holds of an entry of the event log; also of one that is no commit, whose bytes count as well. */
export function sealedEntryOf(entry: LogEntry | CorruptEntry): Uint8Array {
  return encodeEntry(entryOf({ ...entry, decisions: decisionsIn(entry) }));
}
