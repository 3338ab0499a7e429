import { createHash } from 'node:crypto';
import type { EventLog } from '@hustings/event-log';
import { type Clock, partitionOf } from '@hustings/kernel';
import type { HistoryFormatter } from '../domain/history/format.ts';
import {
  type HistoryOwner,
  HistoryReader,
  type HistoryRecord,
} from '../domain/history/history-reader.ts';
import type { HistorySigner } from '../ports/history-signer.ts';
import type { Texts } from '../ports/texts.ts';

export interface HistoryParts {
  log: EventLog;
  clock: Clock;
  texts: Texts;
  signer: HistorySigner;
}

export interface HistoryRequest extends HistoryOwner {
  format: HistoryFormatter;
  /** Recorded from here on, ISO 8601; '' = from the beginning. */
  since: string;
  /** Recorded before, ISO 8601; '' = until now. */
  until: string;
  signal: AbortSignal;
}

/** One part of an export, in order; the signature is the last. */
export type HistoryPart =
  | { type: 'CHUNK'; bytes: Buffer }
  | { type: 'PROGRESS'; seq: number; lastSeq: number }
  | {
      type: 'SIGNATURE';
      sha256: string;
      signature: string;
      records: number;
    };

/** A frame of the stream: far below the largest message, far above one record. */
const CHUNK_BYTES = 64 * 1024;
const PROGRESS_EVERY = 2000;

/** Streams a history as a file, then the signature over all of its bytes. Reads what stands now, from the log alone. */
export async function* exportHistory(
  parts: HistoryParts,
  request: HistoryRequest,
): AsyncGenerator<HistoryPart> {
  const { organisationId, intermediaryId, format, signal } = request;
  const partition = partitionOf(organisationId, parts.log.layout);
  const lastSeq = await parts.log.lastSeq(partition);
  const hash = createHash('sha256');
  let records = 0;
  let pending: string[] = [];
  let size = 0;
  const flush = (): HistoryPart => {
    const bytes = Buffer.from(pending.join(''), 'utf8');
    hash.update(bytes);
    pending = [];
    size = 0;
    return { type: 'CHUNK', bytes };
  };
  const write = (text: string): void => {
    pending.push(text);
    size += text.length;
  };
  const madeAt = new Date(Number(parts.clock.nowUs() / 1000n)).toISOString();
  const schema = 'hustings.history.v1';
  write(format.head({ schema, organisationId, intermediaryId, partition, lastSeq, madeAt }));
  for await (const part of readRecords(parts, request, { partition, lastSeq })) {
    if (typeof part === 'number') {
      yield { type: 'PROGRESS', seq: part, lastSeq };
      continue;
    }
    records++;
    write(format.record(part));
    if (size >= CHUNK_BYTES) yield flush();
    if (signal.aborted) return;
  }
  yield flush();
  const digest = hash.digest();
  const sha256 = digest.toString('hex');
  yield { type: 'SIGNATURE', sha256, signature: parts.signer.sign(digest), records };
}

/** Records of the span, opened; a number now and then says how far the reading is. */
async function* readRecords(
  { log, texts }: HistoryParts,
  { organisationId, intermediaryId, since, until, signal }: HistoryRequest,
  { partition, lastSeq }: { partition: string; lastSeq: number },
): AsyncGenerator<HistoryRecord | number> {
  if (lastSeq === 0) return;
  const reader = new HistoryReader({ organisationId, intermediaryId });
  for await (const entry of log.follow({ partition, after: 0, until: lastSeq, signal })) {
    if (entry.seq % PROGRESS_EVERY === 0) yield entry.seq;
    // What cannot be read is nobody's history; the replay reports it.
    if ('fault' in entry) continue;
    for (const { sealed, ...record } of reader.read(entry)) {
      if ((since !== '' && record.at < since) || (until !== '' && record.at >= until)) continue;
      if (!sealed) {
        yield record;
        continue;
      }
      const text = await texts.open({ partition, organisationId, ...sealed });
      yield { ...record, data: { ...(record.data as object), text } };
    }
  }
}
