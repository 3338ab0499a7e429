import type { Commit } from '@hustings/contracts/log';
import { headers, type MsgHdrs } from '@nats-io/nats-core';

/**
 * Headers of a commit: CloudEvents 1.0 in binary mode (NATS protocol binding §3.1), with the types of the events as an
 * extension, and the message id by which the server knows a repetition. All values are ASCII without spaces.
 */
export function commitHeaders(commit: Commit): MsgHdrs {
  const header = headers();
  header.set('Nats-Msg-Id', commit.commitId);
  header.set('ce-specversion', '1.0');
  header.set('ce-id', commit.commitId);
  header.set('ce-source', `/hustings/${commit.context}`);
  header.set('ce-type', 'hustings.log.Commit.v1');
  header.set('ce-subject', `${commit.aggregate}/${commit.aggregateId}`);
  header.set('ce-time', timeOf(commit.occurredAtUs));
  header.set('ce-datacontenttype', 'application/protobuf');
  header.set(
    'ce-eventtypes',
    [...new Set(commit.events.map((event) => event.eventType))].join(','),
  );
  if (commit.traceparent !== '') header.set('traceparent', commit.traceparent);
  return header;
}

/** RFC 3339 with microseconds. */
function timeOf(us: bigint): string {
  const micros = String(us % 1000n).padStart(3, '0');
  return `${new Date(Number(us / 1000n)).toISOString().slice(0, -1)}${micros}Z`;
}
