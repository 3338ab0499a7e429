import { RecipientKey } from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';
import { keysStream } from '@hustings/event-log';
import {
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { isNoMessage, isWrongLastSequence } from './stream-faults.ts';
import type { Vault } from './vault.ts';

/** Keys that are read at once, and between two reports. */
const BATCH = 500;
const READ_EXPIRES_MS = 5_000;
/** Keys that are wrapped anew at the same time: each waits for an fsync of the server. */
const AT_ONCE = 32;

/** How far a run is. */
export interface RewrapProgress {
  seen: number;
  /** Wrapped anew; in a dry run: would be. */
  rewrapped: number;
}

interface Rewrapping {
  js: JetStreamClient;
  jsm: JetStreamManager;
  vault: Pick<Vault, 'wrappingVersion' | 'wrapKey' | 'unwrapKey'>;
  stream: string;
  dryRun: boolean;
}

/**
 * Wraps every recipient's key of a partition with the newest master key and has the old wrapping overwritten on disk. May run
 * beside everything else, be interrupted and repeated: the new wrapping enters only where the old one stands last, so a
 * recipient who is erased meanwhile stays erased. Keys that are made meanwhile are wrapped with the newest one anyway.
 */
export async function* rewrapKeys(
  nc: NatsConnection,
  options: { vault: Rewrapping['vault']; partition: string; dryRun: boolean },
): AsyncGenerator<RewrapProgress> {
  const stream = keysStream(options.partition);
  const jsm = await jetstreamManager(nc, { checkAPI: false });
  const run: Rewrapping = { ...options, js: jetstream(nc), jsm, stream };
  const { state } = await jsm.streams.info(stream);
  const progress: RewrapProgress = { seen: 0, rewrapped: 0 };
  if (state.messages === 0) return;
  const consumer = await run.js.consumers.get(stream);
  for (let reached = 0; reached < state.last_seq; ) {
    const messages = await consumer.fetch({ max_messages: BATCH, expires: READ_EXPIRES_MS });
    const batch: JsMsg[] = [];
    for await (const message of messages) {
      batch.push(message);
      if (message.info.pending === 0) break;
    }
    if (batch.length === 0) break;
    reached = batch.at(-1)?.seq ?? state.last_seq;
    progress.seen += batch.length;
    progress.rewrapped += await rewrapAll(run, batch);
    yield { ...progress };
    if (batch.at(-1)?.info.pending === 0) break;
  }
}

async function rewrapAll(run: Rewrapping, batch: readonly JsMsg[]): Promise<number> {
  let rewrapped = 0;
  for (let at = 0; at < batch.length; at += AT_ONCE) {
    const some = batch.slice(at, at + AT_ONCE);
    const done = await Promise.all(some.map((message) => rewrapOne(run, message)));
    rewrapped += done.filter(Boolean).length;
  }
  return rewrapped;
}

async function rewrapOne(run: Rewrapping, { subject, seq, data }: JsMsg): Promise<boolean> {
  const { vault } = run;
  const stored = RecipientKey.decode(data);
  if (stored.wrappingKeyVersion === vault.wrappingVersion) return false;
  if (run.dryRun) return true;
  const key = vault.unwrapKey(stored.wrappedKey, subject, stored.wrappingKeyVersion);
  const next: RecipientKey = {
    ...stored,
    wrappedKey: vault.wrapKey(key, subject),
    wrappingKeyVersion: vault.wrappingVersion,
  };
  const isNew = await publishOnto(run, { subject, seq, data: encodeMessage(RecipientKey, next) });
  await eraseAt(run, seq);
  return isNew;
}

/** False when something else stands last by now: the recipient was erased, or another run was faster. */
async function publishOnto(
  { js }: Rewrapping,
  { subject, seq, data }: { subject: string; seq: number; data: Uint8Array },
): Promise<boolean> {
  try {
    await js.publish(subject, data, { expect: { lastSubjectSequence: seq } });
    return true;
  } catch (error) {
    if (isWrongLastSequence(error)) return false;
    throw error;
  }
}

async function eraseAt({ jsm, stream }: Rewrapping, seq: number): Promise<void> {
  try {
    await jsm.streams.deleteMessage(stream, seq, true);
  } catch (error) {
    if (!isNoMessage(error)) throw error;
  }
}
