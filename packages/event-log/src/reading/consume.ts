import type { ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { decodeEntry } from '../commit/decode.ts';
import { openDurable } from '../jetstream/durable.ts';
import { isTransient, pauseBeforeRetry } from '../jetstream/faults.ts';
import { linkOf } from '../jetstream/link.ts';
import { type LogEntry, PoisonEntry } from '../types.ts';
import { AnchorKeeper } from './anchor-keeper.ts';
import { type ReaderName, setAside } from './set-aside.ts';
import type { WatermarkStore } from './watermark.ts';

/** An entry on which a handler failed so often is set aside: after some 40 minutes of tries. */
const MAX_ATTEMPTS = 25;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 120_000;
/** An entry whose handler says nothing for so long goes to somebody else; a working one says so three times as often. */
export const ACK_WAIT_MS = 30_000;
/** The next entry is asked for when this one is done: an entry that waits here would run out of its time. */
const IN_FLIGHT = 1;

export interface ConsumeOptions extends ReaderName {
  nc: NatsConnection;
  partition: string;
  /** Full subjects or wildcards. */
  subjects: string[];
  /** Where the reader keeps how far it came, to notice a log that lost its tail. */
  watermark: WatermarkStore;
  /**
   * Does the work for one entry. Gets it again after an error, a lost acknowledgement or a crash, possibly after later
   * ones, so it must recognise the commit id. Throw `PoisonEntry` to have the entry set aside at once.
   */
  handle(entry: LogEntry): Promise<void>;
  signal: AbortSignal;
  /** For tests. */
  limits?: { maxAttempts?: number; firstPauseMs?: number; ackWaitMs?: number };
}

/**
 * Works off the entries of a partition with a durable consumer `<service>__<reader>`, which all replicas of a service
 * share. Settles when the signal aborts; rejects with `LogDiverged` when the log is not the one that was read.
 *
 * The server never gives up on an entry (`max_deliver` without limit, because a limit there skips silently): we count,
 * and after the last attempt the entry is set aside where people look.
 */
export async function consume(options: ConsumeOptions): Promise<void> {
  const keeper = await AnchorKeeper.open(options.log, options.partition, options.watermark);
  let failures = 0;
  try {
    while (!options.signal.aborted) {
      try {
        await keeper.verify();
        await runSession(options, keeper, () => {
          failures = 0;
        });
      } catch (error) {
        if (!isTransient(error)) throw error;
        await pauseBeforeRetry(failures++, options.signal);
      }
    }
  } finally {
    await keeper.save();
  }
}

/** Ends when the connection is lost, so that the log is compared with what was read before the next one begins. */
async function runSession(
  options: ConsumeOptions,
  keeper: AnchorKeeper,
  onProgress: () => void,
): Promise<void> {
  const consumer = await openDurable(options.nc, {
    partition: options.partition,
    durable: `${options.service}__${options.reader}`,
    subjects: options.subjects,
    ackWaitMs: options.limits?.ackWaitMs ?? ACK_WAIT_MS,
  });
  const messages = await consumer.consume({
    max_messages: IN_FLIGHT,
    abort_on_missing_resource: true,
  });
  const release = closeWhenOver(options, messages);
  try {
    for await (const message of messages) {
      if (options.signal.aborted) break;
      await handleMessage(options, keeper, message);
      onProgress();
    }
  } finally {
    release();
  }
}

function closeWhenOver({ nc, signal }: ConsumeOptions, messages: ConsumerMessages): () => void {
  const close = (): void => {
    void messages.close();
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  const forget = linkOf(nc).onLoss(close);
  return () => {
    signal.removeEventListener('abort', close);
    forget();
    close();
  };
}

async function handleMessage(
  options: ConsumeOptions,
  keeper: AnchorKeeper,
  message: JsMsg,
): Promise<void> {
  const { partition, limits } = options;
  const entry = decodeEntry({
    partition,
    seq: message.seq,
    subject: message.subject,
    raw: message.data,
  });
  const working = setInterval(() => message.working(), (limits?.ackWaitMs ?? ACK_WAIT_MS) / 3);
  try {
    if ('fault' in entry) await setAside(options, entry, entry.fault);
    else await options.handle(entry);
  } catch (error) {
    const attempt = message.info.deliveryCount;
    const isPoison = error instanceof PoisonEntry;
    if (!isPoison && attempt < (limits?.maxAttempts ?? MAX_ATTEMPTS)) {
      message.nak(pauseFor(attempt, limits?.firstPauseMs ?? FIRST_PAUSE_MS));
      return;
    }
    await setAside(
      options,
      entry,
      isPoison ? error.message : `failed ${attempt} times: ${String(error)}`,
    );
  } finally {
    clearInterval(working);
  }
  await linkOf(options.nc).ask(() => message.ackAck());
  await keeper.note(entry);
}

/** Doubles with each attempt, with half of it at random, so that entries that failed together do not come back together. */
function pauseFor(attempt: number, firstPauseMs: number): number {
  const longest = Math.min(firstPauseMs * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return Math.ceil(longest * (0.5 + Math.random() / 2));
}
