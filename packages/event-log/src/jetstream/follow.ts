import { setTimeout as sleep } from 'node:timers/promises';
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { decodeEntry } from '../commit/decode.ts';
import { leafHashOf } from '../commit/leaf.ts';
import { type CorruptEntry, type FollowOptions, LogDiverged, type LogEntry } from '../types.ts';
import { compareAnchor } from './anchors.ts';
import { isTransient, pauseBeforeRetry } from './faults.ts';
import type { StreamReader } from './messages.ts';
import { readStretch } from './read-stretch.ts';

/** How often a reader whose end is not there yet looks whether it is. */
const LOOK_FOR_END_MS = 50;

/**
 * Reads in stretches, each with a consumer of its own that ends with the connection. Before each stretch the log is
 * compared with what was read, so that a server that came back without its tail, or as another one, is noticed.
 */
export async function* followStream(
  nc: NatsConnection,
  reader: StreamReader,
  options: FollowOptions,
): AsyncGenerator<LogEntry | CorruptEntry> {
  const { partition, signal, until } = options;
  const cursor = new Cursor(options);
  let failures = 0;
  while (!signal.aborted && !cursor.isAtEnd) {
    try {
      const lastSeq = await cursor.compare(reader);
      for await (const message of readStretch(nc, { ...options, after: cursor.seq })) {
        cursor.advance(message);
        failures = 0;
        yield decodeEntry({
          partition,
          seq: message.seq,
          subject: message.subject,
          raw: message.data,
        });
      }
      if (until === undefined) continue;
      if (lastSeq >= until) return;
      await sleep(LOOK_FOR_END_MS, undefined, { signal }).catch(() => undefined);
    } catch (error) {
      if (signal.aborted) return;
      if (!isTransient(error)) throw error;
      await pauseBeforeRetry(failures++, signal);
    }
  }
}

/** Where a reader stands. */
class Cursor {
  readonly #options: FollowOptions;
  #seq: number;
  #streamCreated = '';
  /** Bytes of the entry at `#seq`, once one was read. */
  #raw: Uint8Array | null = null;

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#seq = options.after;
  }

  get seq(): number {
    return this.#seq;
  }

  get isAtEnd(): boolean {
    const { until } = this.#options;
    return until !== undefined && this.#seq >= until;
  }

  /** Compares the log with what was read. Returns the log's last sequence. */
  async compare(reader: StreamReader): Promise<number> {
    const { partition } = this.#options;
    const anchor = {
      streamCreated: this.#streamCreated,
      seq: this.#seq,
      leafHash: this.#raw === null ? '' : leafHashOf(this.#raw),
    };
    const info = await compareAnchor(reader, partition, anchor);
    this.#streamCreated = info.created;
    return info.state.last_seq;
  }

  /** Throws `LogDiverged` when an entry is missing before this one. Only a reader of all subjects can tell. */
  advance({ seq, data }: JsMsg): void {
    const { partition, subjects } = this.#options;
    if (subjects === undefined && seq !== this.#seq + 1) {
      throw new LogDiverged(
        `partition ${partition} has lost entries: after ${this.#seq} comes ${seq}`,
      );
    }
    this.#seq = seq;
    this.#raw = data;
  }
}
