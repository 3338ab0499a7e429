import type { CorruptEntry, EventLog, LogEntry } from '../types.ts';

/** Who reads, and who wants to know of entries that were set aside. */
export interface ReaderName {
  log: EventLog;
  /** For example "enforcement". */
  service: string;
  /** Which of the service's readers, for example "signals". */
  reader: string;
  /** Told of each entry that was set aside, after a copy of it was stored. */
  onQuarantine?(entry: CorruptEntry): void;
}

/** Stores a copy of an entry that cannot be used, then tells whoever wants to know. The reader may go on. */
export async function setAside(
  who: ReaderName,
  { partition, seq, subject, raw }: LogEntry | CorruptEntry,
  fault: string,
): Promise<void> {
  const entry: CorruptEntry = { partition, seq, subject, raw, fault };
  await who.log.quarantine({ ...entry, service: who.service, reader: who.reader });
  who.onQuarantine?.(entry);
}
