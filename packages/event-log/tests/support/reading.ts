import type { CorruptEntry, EventLog, FollowOptions, LogEntry } from '../../src/index.ts';

/** All entries after a sequence that stand in the log. */
export async function readAll(
  log: EventLog,
  options: Partial<FollowOptions> = {},
): Promise<(LogEntry | CorruptEntry)[]> {
  const partition = options.partition ?? '0';
  const until = options.until ?? (await log.lastSeq(partition));
  const signal = AbortSignal.timeout(10_000);
  const span = { partition, after: 0, until, signal, ...options };
  return Array.fromAsync(log.follow(span));
}

/** The first entries of a live reader. */
export async function take(
  entries: AsyncIterable<LogEntry | CorruptEntry>,
  count: number,
): Promise<(LogEntry | CorruptEntry)[]> {
  const taken: (LogEntry | CorruptEntry)[] = [];
  if (count === 0) return taken;
  for await (const entry of entries) {
    taken.push(entry);
    if (taken.length === count) break;
  }
  return taken;
}
