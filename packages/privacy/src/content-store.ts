import { type ContentRef, SealedContent, type SealedItem } from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';
import { contentStream } from '@hustings/event-log';
import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { LRUCache } from 'lru-cache';
import { contentSubject, inboundSubject, keptSubject } from './subjects.ts';

/** Groups are read again within seconds of each other, when their messages are handed off: some 50 MB at most. */
const CACHED_GROUPS = 256;

/** Sealed messages in streams `HUSTINGS_CONTENT_<p>`, one stream message a group. */
export class ContentStore {
  readonly #js: JetStreamClient;
  readonly #jsm: JetStreamManager;
  readonly #cache = new LRUCache<string, SealedItem[]>({ max: CACHED_GROUPS });
  /** Groups that are being read: the messages of one are asked for at the same moment, and it is read once for all of them. */
  readonly #reading = new Map<string, Promise<SealedItem[] | null>>();

  private constructor(js: JetStreamClient, jsm: JetStreamManager) {
    this.#js = js;
    this.#jsm = jsm;
  }

  static async open(nc: NatsConnection): Promise<ContentStore> {
    return new ContentStore(jetstream(nc), await jetstreamManager(nc, { checkAPI: false }));
  }

  /**
   * Stores a group; resolves, once it is on disk, to the sequence for its items' `ContentRef`s. A group that is stored and
   * never referred to is harmless, so a failed call may simply be repeated.
   */
  async putGroup(partition: string, gate: number, items: SealedItem[]): Promise<number> {
    return this.#put(contentSubject(partition, gate), items);
  }

  /** As `putGroup`, for what a recipient wrote: the retention schedule has a shorter time for it. */
  async putInbound(partition: string, gate: number, item: SealedItem): Promise<number> {
    return this.#put(inboundSubject(partition, gate), [item]);
  }

  /**
   * Copies a group to where no retention schedule reaches, once; `getItem` finds it there under its old sequence. False when the
   * stream does not hold it. It stays as unreadable as the original when the recipient is erased.
   */
  async keep(partition: string, seq: number): Promise<boolean> {
    const stream = contentStream(partition);
    const subject = keptSubject(partition, seq);
    if ((await this.#jsm.streams.getMessage(stream, { last_by_subj: subject })) !== null)
      return true;
    const stored = await this.#jsm.streams.getMessage(stream, { seq });
    if (stored === null) return false;
    await this.#js.publish(subject, stored.data);
    return true;
  }

  async #put(subject: string, items: SealedItem[]): Promise<number> {
    const ack = await this.#js.publish(subject, encodeMessage(SealedContent, { items }));
    return ack.seq;
  }

  /** The item that a decision refers to, or null when the stream holds neither it nor a copy that was kept. */
  async getItem(
    partition: string,
    ref: Pick<ContentRef, 'seq' | 'index'>,
  ): Promise<SealedItem | null> {
    const items = await this.#group(partition, Number(ref.seq));
    return items?.[ref.index] ?? null;
  }

  async #group(partition: string, seq: number): Promise<SealedItem[] | null> {
    const key = `${partition}:${seq}`;
    const known = this.#cache.get(key) ?? this.#reading.get(key);
    if (known !== undefined) return known;
    const reading = this.#readGroup(partition, seq);
    this.#reading.set(key, reading);
    try {
      return await reading;
    } finally {
      this.#reading.delete(key);
    }
  }

  async #readGroup(partition: string, seq: number): Promise<SealedItem[] | null> {
    const stream = contentStream(partition);
    // A direct get may be answered by a replica that lags: absence counts only when the leader says so.
    const stored =
      (await this.#jsm.direct.getMessage(stream, { seq })) ??
      (await this.#jsm.streams.getMessage(stream, { seq })) ??
      (await this.#jsm.streams.getMessage(stream, { last_by_subj: keptSubject(partition, seq) }));
    if (stored === null) return null;
    const { items } = SealedContent.decode(stored.data);
    this.#cache.set(`${partition}:${seq}`, items);
    return items;
  }
}
