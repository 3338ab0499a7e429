import {
  AckPolicy,
  type ConsumerMessages,
  DeliverPolicy,
  type JsMsg,
  jetstream,
} from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import { allSubjects, eventStream } from '../subjects.ts';
import { type FollowOptions, LogUnavailable } from '../types.ts';
import { linkOf } from './link.ts';

/** Entries in memory ahead of the reader; with the largest commits that is 30 MiB. */
const PREFETCH = 60;
/** More are asked for when so few are on their way: each request is a write of its own, and the rest arrive meanwhile. */
const ASK_BELOW = 20;
/** A request for entries stands so long on the server, which says twice in that time that it is alive. */
const REQUEST_MS = 4_000;
/** The server forgets a consumer that nobody asks for so long: a reader that died leaves nothing behind. */
const FORGOTTEN_AFTER_MS = 30_000;

/**
 * Entries in order, without gaps, from one consumer. Ends when the signal aborts or, with `until`, when everything that stood
 * in the log at the beginning was read. Throws `LogUnavailable` when the connection or the consumer is lost.
 */
export async function* readStretch(
  nc: NatsConnection,
  stretch: FollowOptions,
): AsyncGenerator<JsMsg> {
  const { partition, after, until, signal } = stretch;
  const js = jetstream(nc);
  const jsm = await js.jetstreamManager(false);
  const add = () =>
    jsm.consumers.add(eventStream(partition), {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: after + 1,
      filter_subjects: stretch.subjects ?? [allSubjects(partition)],
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: nanos(FORGOTTEN_AFTER_MS),
    });
  const info = await linkOf(nc).ask(add);
  try {
    if (until !== undefined && info.num_pending === 0) return;
    const messages = await js.consumers.getConsumerFromInfo(info).consume({
      max_messages: PREFETCH,
      threshold_messages: ASK_BELOW,
      expires: REQUEST_MS,
      idle_heartbeat: REQUEST_MS / 2,
      abort_on_missing_resource: true,
    });
    const release = closeWhenOver(nc, messages, signal);
    try {
      yield* inOrder(messages, stretch);
    } finally {
      release();
    }
  } finally {
    // Best effort: the server forgets it by itself.
    void jsm.consumers.delete(eventStream(partition), info.name).catch(() => undefined);
  }
}

async function* inOrder(
  messages: ConsumerMessages,
  { partition, until, signal }: FollowOptions,
): AsyncGenerator<JsMsg> {
  let delivered = 0;
  for await (const message of messages) {
    if (signal.aborted) return;
    const { deliverySequence, streamSequence, pending } = message.info;
    // Something was lost on the way: another consumer begins after what was read.
    if (deliverySequence !== ++delivered) break;
    if (until === undefined || streamSequence <= until) yield message;
    if (until !== undefined && (streamSequence >= until || pending === 0)) return;
  }
  if (!signal.aborted) throw new LogUnavailable(`the reader of partition ${partition} was cut off`);
}

function closeWhenOver(
  nc: NatsConnection,
  messages: ConsumerMessages,
  signal: AbortSignal,
): () => void {
  const close = (): void => {
    void messages.close();
  };
  const forget = linkOf(nc).onLoss(close);
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  return () => {
    forget();
    signal.removeEventListener('abort', close);
    close();
  };
}
