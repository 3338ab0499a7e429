import type { CorruptEntry, LogEntry, NewEvent } from '@hustings/event-log';
import { assert, present } from '@hustings/kernel';

export type Entries = (LogEntry | CorruptEntry)[];

/** A protobuf message type. */
interface MessageType<T> {
  decode(data: Uint8Array): T;
  encode(message: T): { finish(): Uint8Array };
}

/** Changes the n-th event of a type, as a forger of the log would; everything else stays. */
export function forge<T>(
  entries: Entries,
  target: { eventType: string; type: MessageType<T>; nth?: number },
  change: (message: T) => void,
): Entries {
  return replaceEvent(entries, target, (data) => {
    const message = target.type.decode(data);
    change(message);
    return target.type.encode(message).finish();
  });
}

/** Replaces the bytes of the n-th event of a type. */
export function replaceEvent(
  entries: Entries,
  { eventType, nth = 0 }: { eventType: string; nth?: number },
  change: (data: Uint8Array) => Uint8Array,
): Entries {
  return changeEntry(entries, find(entries, eventType, nth), (entry) => ({
    ...entry,
    commit: {
      ...entry.commit,
      events: entry.commit.events.map((event) =>
        event.eventType === eventType ? { ...event, data: Buffer.from(change(event.data)) } : event,
      ),
    },
  }));
}

/** Takes an event out of its commit, or puts others in its place. */
export function swapEvents(entries: Entries, eventType: string, others: NewEvent[] = []): Entries {
  return changeEntry(entries, find(entries, eventType, 0), (entry) => ({
    ...entry,
    commit: {
      ...entry.commit,
      events: entry.commit.events.flatMap((event) =>
        event.eventType === eventType
          ? others.map((other) => ({ ...event, ...other, data: Buffer.from(other.data) }))
          : [event],
      ),
    },
  }));
}

/** Changes the entry at an index. */
export function changeEntry(
  entries: Entries,
  index: number,
  change: (entry: LogEntry) => LogEntry | CorruptEntry,
): Entries {
  return entries.map((entry, at) => {
    if (at !== index) return entry;
    assert(!('fault' in entry), 'the story has no corrupt entry');
    return change(entry);
  });
}

/** Index of the n-th entry with an event of a type. */
export function find(entries: Entries, eventType: string, nth = 0): number {
  const found = entries.flatMap((entry, index) =>
    'commit' in entry && entry.commit.events.some((event) => event.eventType === eventType)
      ? [index]
      : [],
  );
  return present(found[nth], `no ${eventType} ${nth}`);
}
