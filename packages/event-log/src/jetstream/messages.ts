import type {
  JetStreamManager,
  MsgRequest,
  NextMsgRequest,
  SeqMsgRequest,
  StoredMsg,
  StreamInfo,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { eventStream } from '../subjects.ts';
import { asUnavailable, insist } from './faults.ts';
import { type Link, linkOf } from './link.ts';

/** A server that restarts is back within this time, and callers have deadlines of their own. */
const PATIENCE_MS = 2_000;

/**
 * Single messages and facts about a stream, asked of the stream's leader. A direct get would be cheaper, but any replica
 * answers it, also one that lags: a writer could miss its own last commit, and a lost acknowledgement could look like a
 * commit that never came.
 */
export class StreamReader {
  readonly #jsm: JetStreamManager;
  readonly #link: Link;

  constructor(nc: NatsConnection, jsm: JetStreamManager) {
    this.#jsm = jsm;
    this.#link = linkOf(nc);
  }

  last(partition: string, subject: string): Promise<StoredMsg | null> {
    return this.#get(partition, { last_by_subj: subject });
  }

  at(partition: string, seq: number): Promise<StoredMsg | null> {
    return this.#get(partition, { seq });
  }

  /** The first message of a subject at a sequence or after it. */
  nextOf(partition: string, subject: string, fromSeq: number): Promise<StoredMsg | null> {
    const query: NextMsgRequest & SeqMsgRequest = { seq: fromSeq, next_by_subj: subject };
    return this.#get(partition, query);
  }

  info(partition: string): Promise<StreamInfo> {
    return this.#ask(partition, (stream) => this.#jsm.streams.info(stream));
  }

  #get(partition: string, query: MsgRequest): Promise<StoredMsg | null> {
    return this.#ask(partition, (stream) => this.#jsm.streams.getMessage(stream, query));
  }

  async #ask<T>(partition: string, question: (stream: string) => Promise<T>): Promise<T> {
    try {
      return await insist(PATIENCE_MS, () =>
        this.#link.ask(() => question(eventStream(partition))),
      );
    } catch (error) {
      throw asUnavailable(error, `cannot read partition ${partition}`);
    }
  }
}
