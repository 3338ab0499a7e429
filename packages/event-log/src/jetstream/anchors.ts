import { assert } from '@hustings/kernel';
import type { StreamInfo } from '@nats-io/jetstream';
import { anchorAtStart, leafHashOf } from '../commit/leaf.ts';
import { type Anchor, LogDiverged } from '../types.ts';
import type { StreamReader } from './messages.ts';

/** Anchor of a sequence that stands in the log. */
export async function readAnchor(
  reader: StreamReader,
  partition: string,
  seq: number,
): Promise<Anchor> {
  const { created } = await reader.info(partition);
  if (seq === 0) return anchorAtStart(created);
  const message = await reader.at(partition, seq);
  assert(message !== null, `no entry ${seq} in partition ${partition}`);
  return { streamCreated: created, seq, leafHash: leafHashOf(message.data) };
}

/**
 * Throws `LogDiverged` unless the stream is the same, whole, and holds the same bytes at the anchor. An empty creation time or
 * hash is not compared. Returns the stream's state.
 */
export async function compareAnchor(
  reader: StreamReader,
  partition: string,
  anchor: Anchor,
): Promise<StreamInfo> {
  const info = await reader.info(partition);
  assertWhole(info, partition, anchor);
  if (anchor.leafHash === '') return info;
  const message = await reader.at(partition, anchor.seq);
  if (message === null) {
    throw new LogDiverged(`partition ${partition} has lost entry ${anchor.seq}, which was read`);
  }
  if (leafHashOf(message.data) !== anchor.leafHash) {
    throw new LogDiverged(`partition ${partition} holds other bytes at entry ${anchor.seq}`);
  }
  return info;
}

/**
 * Nothing is ever deleted, so sequences are gap-free from 1 on. The server drops damaged messages without a word, but it
 * counts those that are left.
 */
function assertWhole(info: StreamInfo, partition: string, { streamCreated, seq }: Anchor): void {
  const { created, state } = info;
  if (streamCreated !== '' && created !== streamCreated) {
    throw new LogDiverged(
      `partition ${partition} is another stream: created ${created}, was ${streamCreated}`,
    );
  }
  if (state.last_seq < seq) {
    throw new LogDiverged(
      `partition ${partition} has lost its tail: it ends at ${state.last_seq}, ${seq} was read`,
    );
  }
  if (state.messages !== state.last_seq) {
    throw new LogDiverged(
      `partition ${partition} has holes: ${state.messages} entries up to ${state.last_seq}`,
    );
  }
}
