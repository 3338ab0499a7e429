import { type EventLog, organisationPartitions } from '@hustings/event-log';
import { readFacts } from '../adapters/read-facts.ts';
import { readOwner } from '../adapters/read-owner.ts';
import type { SignalFact } from '../domain/signals/fact.ts';

/** How far a reading is. */
export interface ReadStage {
  partition: string;
  seq: number;
  lastSeq: number;
}

/** Takes what the log tells of senders. */
export interface PastReader {
  applyOwner(senderId: string, organisationId: string, atUs: number): void;
  applyFacts(facts: readonly SignalFact[]): void;
}

/** Entries between two stages: often enough to see life. */
const STAGE_EVERY = 5000;

/**
 * Reads each partition from its beginning to where it ends now, each into a reader of its own, as the service itself follows them.
 * Entries that cannot be read are passed over, as they are there.
 */
export async function* readPast(
  log: EventLog,
  { readerOf, signal }: { readerOf: (partition: string) => PastReader; signal: AbortSignal },
): AsyncGenerator<ReadStage> {
  for (const partition of organisationPartitions(log.layout)) {
    const reader = readerOf(partition);
    const lastSeq = await log.lastSeq(partition);
    if (lastSeq === 0) continue;
    for await (const entry of log.follow({ partition, after: 0, until: lastSeq, signal })) {
      if (!('fault' in entry)) {
        const atUs = Number(entry.commit.occurredAtUs);
        for (const { senderId, organisationId } of readOwner(entry.commit)) {
          reader.applyOwner(senderId, organisationId, atUs);
        }
        reader.applyFacts(readFacts(entry.commit, entry.seq));
      }
      if (entry.seq % STAGE_EVERY === 0) yield { partition, seq: entry.seq, lastSeq };
    }
    yield { partition, seq: lastSeq, lastSeq };
  }
}
