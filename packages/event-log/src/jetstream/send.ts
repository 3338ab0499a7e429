import { JetStreamApiError } from '@nats-io/jetstream';
import { type MsgHdrs, type NatsConnection, nuid } from '@nats-io/nats-core';
import type { EncodedCommit } from '../commit/encode.ts';
import { eventStream } from '../subjects.ts';
import { LogMisconfigured } from '../types.ts';
import { commitHeaders } from './cloud-events.ts';
import { linkOf } from './link.ts';

export interface SendOptions {
  partition: string;
  /** Last sequence of the first commit's subject; of each one's, for as many as are given. */
  expectedSeq: number | readonly number[];
  timeoutMs: number;
}

/** What the server acknowledged. */
export interface Sent {
  /** Sequence of the first commit. */
  seq: number;
  /** The server knew its message id already, and stored nothing. */
  duplicate: boolean;
  /** Sequence and bytes of the last commit. */
  lastSeq: number;
  lastData: Uint8Array;
}

/** Publishes one commit. Throws what the client throws; `JetStreamApiError` says that nothing was stored. */
export async function sendOne(
  nc: NatsConnection,
  { subject, data, commit }: EncodedCommit,
  options: SendOptions,
): Promise<Sent> {
  const header = commitHeaders(commit);
  expect(header, options, 0);
  const answer = await linkOf(nc).ask(() =>
    nc.request(subject, data, { headers: header, timeout: options.timeoutMs }),
  );
  const ack = parseAck(answer.data, options);
  return { seq: ack.seq, duplicate: ack.duplicate === true, lastSeq: ack.seq, lastData: data };
}

/**
 * Publishes several commits as one atomic batch (NATS ADR-50): all but the last without an answer, so that the whole costs
 * one round trip. The server keeps them apart until the last one commits, and stores all or none.
 */
export async function sendBatch(
  nc: NatsConnection,
  commits: EncodedCommit[],
  options: SendOptions,
): Promise<Sent> {
  const batchId = nuid.next();
  const messages = commits.map(({ subject, data, commit }, index) => {
    const header = commitHeaders(commit);
    header.set('Nats-Batch-Id', batchId);
    header.set('Nats-Batch-Sequence', String(index + 1));
    expect(header, options, index);
    return { subject, data, header };
  });
  const last = messages.pop();
  if (last === undefined) throw new TypeError('an empty batch');
  for (const { subject, data, header } of messages) nc.publish(subject, data, { headers: header });
  last.header.set('Nats-Batch-Commit', '1');
  const answer = await linkOf(nc).ask(() =>
    nc.request(last.subject, last.data, { headers: last.header, timeout: options.timeoutMs }),
  );
  const ack = parseAck(answer.data, options);
  if (ack.count !== commits.length) {
    throw new LogMisconfigured(`the server stored ${ack.count} of a batch of ${commits.length}`);
  }
  const seq = ack.seq - commits.length + 1;
  return { seq, duplicate: false, lastSeq: ack.seq, lastData: last.data };
}

function expect(header: MsgHdrs, { partition, expectedSeq }: SendOptions, index: number): void {
  if (index === 0) header.set('Nats-Expected-Stream', eventStream(partition));
  const expected = [expectedSeq].flat()[index];
  if (expected !== undefined) {
    header.set('Nats-Expected-Last-Subject-Sequence', String(expected));
  }
}

interface Ack {
  stream: string;
  seq: number;
  duplicate?: boolean;
  /** Messages of a batch. */
  count?: number;
}

function parseAck(data: Uint8Array, { partition }: SendOptions): Ack {
  const answer = JSON.parse(new TextDecoder().decode(data)) as Ack & {
    error?: { code: number; err_code: number; description: string };
  };
  if (answer.error !== undefined) throw new JetStreamApiError(answer.error);
  if (answer.stream !== eventStream(partition)) {
    throw new LogMisconfigured(`partition ${partition} is stored in stream ${answer.stream}`);
  }
  return answer;
}
