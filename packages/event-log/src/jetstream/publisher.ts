import { assert } from '@hustings/kernel';
import { JetStreamApiError, type StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { EncodedCommit } from '../commit/encode.ts';
import {
  type AppendResult,
  AppendUnknown,
  LogDiverged,
  LogFull,
  LogUnavailable,
} from '../types.ts';
import { API_CODE, apiCode, isRefusal, isTransient, pauseBeforeRetry } from './faults.ts';
import { HeadGuard } from './head-guard.ts';
import type { StreamReader } from './messages.ts';
import { type Sent, sendBatch, sendOne } from './send.ts';

export interface Patience {
  /** For one answer of the server, milliseconds. */
  ackMs: number;
  /** For finding out what became of a commit whose answer did not come, milliseconds. */
  resolveMs: number;
}

/** One append: the commit, and the markers that must stand or fall with it. */
interface Order {
  partition: string;
  commit: EncodedCommit;
  markers: EncodedCommit[];
  expectedSeq: number;
}

/** Appends commits to the streams of a log. */
export class Publisher {
  readonly #nc: NatsConnection;
  readonly #reader: StreamReader;
  readonly #heads: HeadGuard;
  readonly #patience: Patience;

  constructor(nc: NatsConnection, reader: StreamReader, patience: Patience) {
    this.#nc = nc;
    this.#reader = reader;
    this.#heads = new HeadGuard(nc, reader);
    this.#patience = patience;
  }

  /**
   * Sends until the server has said what became of the commit. Sending again is safe: the same message id and the same
   * expectation let it in once at most. Reading back instead would not do: a commit that still waits in the server's
   * queue, behind a slow disk, would look as if it had never come.
   */
  async append(order: Order): Promise<AppendResult> {
    const begunMs = performance.now();
    let isUnknown = false;
    for (let failures = 0; ; failures++) {
      try {
        await this.#heads.assertSafe(order.partition);
        return await this.#attempt(order);
      } catch (error) {
        if (!isTransient(error)) throw isUnknown ? this.#unknown(order, error) : error;
        isUnknown ||= !isRefusal(error);
        const patienceMs = isUnknown ? this.#patience.resolveMs : this.#patience.ackMs;
        if (performance.now() - begunMs > patienceMs) {
          throw isUnknown ? this.#unknown(order, error) : unavailable(order, error);
        }
      }
      await pauseBeforeRetry(failures);
    }
  }

  /**
   * Sends a batch once. Null when it was refused, and as well when its outcome is not known: whoever then appends each commit
   * alone finds out.
   */
  async appendTogether(
    partition: string,
    batch: EncodedCommit[],
    expectedSeqs: readonly number[],
  ): Promise<number[] | null> {
    try {
      await this.#heads.assertSafe(partition);
      const floor = this.#heads.seqOf(partition);
      const options = { partition, expectedSeq: expectedSeqs, timeoutMs: this.#patience.ackMs };
      const { seq, lastSeq, lastData } = await sendBatch(this.#nc, batch, options);
      this.#heads.accept(partition, { floor, seq: lastSeq, raw: lastData });
      return expectedSeqs.map((_, index) => seq + index);
    } catch (error) {
      if (error instanceof JetStreamApiError || isTransient(error)) return null;
      throw error;
    }
  }

  async #attempt(order: Order): Promise<AppendResult> {
    const floor = this.#heads.seqOf(order.partition);
    try {
      const sent = await this.#send(order);
      if (sent.duplicate) return await this.#resolveDuplicate(order, sent.seq);
      this.#heads.accept(order.partition, { floor, seq: sent.lastSeq, raw: sent.lastData });
      return { outcome: 'appended', seq: sent.seq };
    } catch (error) {
      return this.#resolveRefusal(order, error);
    }
  }

  #send({ partition, commit, markers, expectedSeq }: Order): Promise<Sent> {
    const options = { partition, expectedSeq, timeoutMs: this.#patience.ackMs };
    return markers.length === 0
      ? sendOne(this.#nc, commit, options)
      : sendBatch(this.#nc, [commit, ...markers], options);
  }

  /** The server has seen this message id: an earlier attempt was stored, or somebody uses an id twice. */
  async #resolveDuplicate(order: Order, seq: number): Promise<AppendResult> {
    const stored = await this.#reader.at(order.partition, seq);
    assert(
      stored !== null && holds(stored, order.commit),
      `commit id ${order.commit.commitId} was used for another commit`,
    );
    return { outcome: 'appended', seq };
  }

  /**
   * Which commit stands next after the expected one decides: ours (its acknowledgement was lost), or another, and then
   * ours can never enter with this expectation.
   */
  async #resolveRefusal(order: Order, error: unknown): Promise<AppendResult> {
    switch (apiCode(error)) {
      case API_CODE.wrongLastSequence:
      case API_CODE.wrongLastSequenceUnknown:
      case API_CODE.batchDuplicate:
        break;
      case API_CODE.storeFailed:
        throw storeFailed(order, error);
      default:
        throw error;
    }
    const { partition, commit, expectedSeq } = order;
    const next = await this.#reader.nextOf(partition, commit.subject, expectedSeq + 1);
    if (next !== null && holds(next, commit)) return { outcome: 'appended', seq: next.seq };
    return { outcome: 'conflict' };
  }

  #unknown({ partition, commit }: Order, cause: unknown): Error {
    if (cause instanceof LogDiverged || cause instanceof AppendUnknown) return cause;
    return new AppendUnknown(
      `it is not known whether commit ${commit.commitId} entered partition ${partition}`,
      { cause },
    );
  }
}

function holds(stored: StoredMsg, { subject, commitId }: EncodedCommit): boolean {
  return stored.subject === subject && stored.header.get('Nats-Msg-Id') === commitId;
}

function unavailable({ partition }: Order, cause: unknown): LogUnavailable {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new LogUnavailable(`partition ${partition} takes no commits: ${why}`, { cause });
}

/** A limit that was met before writing stored nothing; after a failed write nobody knows what a restart will find. */
function storeFailed({ partition }: Order, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return why.startsWith('maximum')
    ? new LogFull(`partition ${partition} is full (${why}): give it more room`, { cause })
    : new AppendUnknown(`partition ${partition} could not be written: ${why}`, { cause });
}
