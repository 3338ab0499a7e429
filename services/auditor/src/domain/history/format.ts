import type { HistoryRecord } from './history-reader.ts';

/** What a history says of itself. */
export interface HistoryHead {
  schema: 'hustings.history.v1';
  organisationId: string;
  /** '' unless a tool asked: then only what it sent. */
  intermediaryId: string;
  partition: string;
  /** Sequence in the log up to which it was read. */
  lastSeq: number;
  /** ISO 8601, UTC. */
  madeAt: string;
}

/** How records become the bytes of a file. */
export interface HistoryFormatter {
  head(head: HistoryHead): string;
  record(record: Omit<HistoryRecord, 'sealed'>): string;
}

/** A JSON object a line, the head first. */
export const jsonLines: HistoryFormatter = {
  head: (head) => `${JSON.stringify(head)}\n`,
  record: ({ seq, at, kind, data }) => `${JSON.stringify({ seq, at, kind, data })}\n`,
};

/** CSV (RFC 4180); the head stands in the first record, the fields of each in its last column as JSON. */
export const csv: HistoryFormatter = {
  head: (head) => `seq,at,kind,data\r\n0,${head.madeAt},head,${cell(head)}\r\n`,
  record: ({ seq, at, kind, data }) => `${seq},${at},${kind},${cell(data)}\r\n`,
};

function cell(data: unknown): string {
  return `"${JSON.stringify(data).replaceAll('"', '""')}"`;
}
