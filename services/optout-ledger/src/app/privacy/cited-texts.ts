import { type EventLog, type LogEntry, subjectsOf } from '@hustings/event-log';
import { citedBy, textOf } from '../../domain/privacy/cited-texts.ts';

/**
 * Sequences in the content stream of a partition of what recipients wrote and a case cites, in rising order. It reads all events of cases and
 * then each entry that they cite, which a daily run can afford.
 */
export async function citedTexts(log: EventLog, partition: string): Promise<number[]> {
  const until = await log.lastSeq(partition);
  const cases = { after: 0, until, subjects: [subjectsOf(partition, 'enforcement', 'case')] };
  const cited = new Set<number>();
  for await (const { commit } of entriesOf(log, { partition, ...cases })) {
    for (const seq of commit.events.flatMap(citedBy)) if (seq > 0 && seq <= until) cited.add(seq);
  }
  const texts = new Set<number>();
  for (const seq of cited) {
    for await (const { commit } of entriesOf(log, { partition, after: seq - 1, until: seq })) {
      for (const event of commit.events) texts.add(textOf(event));
    }
  }
  texts.delete(0);
  return [...texts].sort((a, b) => a - b);
}

/** Entries that can be read. One that cannot cites nothing that anybody could look up. */
async function* entriesOf(
  log: EventLog,
  stretch: { partition: string; after: number; until: number; subjects?: string[] },
): AsyncGenerator<LogEntry> {
  if (stretch.until === 0) return;
  const { signal } = new AbortController();
  for await (const entry of log.follow({ ...stretch, signal })) {
    if (!('fault' in entry)) yield entry;
  }
}
