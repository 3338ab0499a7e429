import { createSecretKey, type KeyObject, randomFillSync } from 'node:crypto';
import { RecipientKey } from '@hustings/contracts/governor';
import { encodeMessage } from '@hustings/contracts/wire';
import { keysStream } from '@hustings/event-log';
import {
  type JetStreamClient,
  type JetStreamManager,
  jetstream,
  jetstreamManager,
} from '@nats-io/jetstream';
import { headers, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import { LRUCache } from 'lru-cache';
import { seal, unseal } from './cipher.ts';
import { BatchPublisher } from './publish-many.ts';
import { isNoMessage, isWrongLastSequence } from './stream-faults.ts';
import { keySubject, type RecipientRef } from './subjects.ts';
import type { Vault } from './vault.ts';

/** A recipient's key, opened. */
export interface OpenKey {
  key: KeyObject;
  /** The same person in the key domain of opt-outs from all political senders. */
  allPoliticalPseudonym: string;
}

const KEY_BYTES = 32;

/** About 20 MB. A larger audience is read again, at 0.1 ms each. */
const CACHED_KEYS = 50_000;

/** The cache looks at the clock so often. Its own choice is a timer each millisecond. */
const CLOCK_MS = 1_000;
/** Who hears of no erasure (`forget`) stops opening messages with an erased key within ten minutes. */
const CACHE_TTL_MS = 10 * 60_000 - CLOCK_MS;

/** A recipient who is about to be written to. */
export interface KnownRecipient {
  ref: RecipientRef;
  allPoliticalPseudonym: string;
}

/** First contacts that are published at once: each is an fsync of the server, and all are awaited together. */
const BATCH_MAX = 256;

/** The recipients' random keys in streams `HUSTINGS_KEYS_<p>`, wrapped by the vault. */
export class RecipientKeys {
  readonly #js: JetStreamClient;
  readonly #jsm: JetStreamManager;
  readonly #vault: Vault;
  readonly #publisher: BatchPublisher;
  #mostAreNew = true;
  readonly #cache = new LRUCache<string, OpenKey>({
    max: CACHED_KEYS,
    ttl: CACHE_TTL_MS,
    ttlResolution: CLOCK_MS,
  });
  readonly #pending = new Map<string, Promise<OpenKey>>();

  private constructor(nc: NatsConnection, jsm: JetStreamManager, vault: Vault) {
    this.#js = jetstream(nc);
    this.#publisher = new BatchPublisher(nc);
    this.#jsm = jsm;
    this.#vault = vault;
  }

  static async open(nc: NatsConnection, vault: Vault): Promise<RecipientKeys> {
    return new RecipientKeys(nc, await jetstreamManager(nc, { checkAPI: false }), vault);
  }

  /**
   * The recipient's key, made at first contact. Two processes that make it at the same time end with the same key: the
   * stream takes one, the loser reads it. Safe to call for many recipients in parallel.
   */
  async keyFor(recipient: RecipientRef, allPoliticalPseudonym: string): Promise<OpenKey> {
    const subject = keySubject(recipient);
    const known = this.#cache.get(subject) ?? this.#pending.get(subject);
    if (known !== undefined) return known;
    const made = this.#loadOrCreate(recipient, allPoliticalPseudonym);
    this.#pending.set(subject, made);
    try {
      return await made;
    } finally {
      this.#pending.delete(subject);
    }
  }

  /**
   * The keys of many recipients, in their order: those at hand, and all others made at once. One that exists already is never
   * overwritten but read.
   */
  async keysFor(recipients: readonly KnownRecipient[]): Promise<OpenKey[]> {
    const missing = recipients.filter(({ ref }) => !this.#isKnown(ref));
    await Promise.all(batchesOf(missing).map((batch) => this.#bringToHand(batch)));
    return Promise.all(
      recipients.map(({ ref, allPoliticalPseudonym }) => this.keyFor(ref, allPoliticalPseudonym)),
    );
  }

  /** The recipient's key when it is at hand: most are, and nothing needs to be awaited for them. */
  keyAtHand(recipient: RecipientRef): OpenKey | undefined {
    return this.#cache.get(keySubject(recipient));
  }

  /** The recipient's key, or null when there was no contact or it was erased. */
  async find(recipient: RecipientRef): Promise<OpenKey | null> {
    const subject = keySubject(recipient);
    const cached = this.#cache.get(subject);
    if (cached !== undefined) return cached;
    const query = { last_by_subj: subject };
    const stream = keysStream(recipient.partition);
    // A direct get may be answered by a replica that lags: absence counts only when the leader says so.
    const stored =
      (await this.#jsm.direct.getMessage(stream, query)) ??
      (await this.#jsm.streams.getMessage(stream, query));
    if (stored === null) return null;
    const opened = this.#open(subject, stored.data);
    this.#cache.set(subject, opened);
    return opened;
  }

  /**
   * Destroys the key: whatever was sealed under it can never be read again. The server overwrites it where it stands on disk; a
   * purge would only leave it out. True when there was one. Other processes drop it on `forget`.
   */
  async erase(recipient: RecipientRef): Promise<boolean> {
    const subject = keySubject(recipient);
    const stream = keysStream(recipient.partition);
    let found = false;
    for (;;) {
      this.#cache.delete(subject);
      // Asked of the leader: what a lagging replica does not show must not survive.
      const stored = await this.#jsm.streams.getMessage(stream, { last_by_subj: subject });
      if (stored === null) return found;
      found = (await this.#eraseAt(stream, stored.seq)) || found;
    }
  }

  /** Drops what is remembered of a recipient whose key was erased by another process. */
  forget(recipient: RecipientRef): void {
    this.#cache.delete(keySubject(recipient));
    this.#vault.forget(recipient.pseudonym);
  }

  /** False when somebody else was faster. */
  async #eraseAt(stream: string, seq: number): Promise<boolean> {
    try {
      return await this.#jsm.streams.deleteMessage(stream, seq, true);
    } catch (error) {
      if (isNoMessage(error)) return false;
      throw error;
    }
  }

  #isKnown(recipient: RecipientRef): boolean {
    const subject = keySubject(recipient);
    return this.#cache.has(subject) || this.#pending.has(subject);
  }

  /** Asks first for what is likelier, going by the batch before: keys of first contacts, or keys that were made long ago. */
  async #bringToHand(recipients: readonly KnownRecipient[]): Promise<void> {
    if (this.#mostAreNew) return this.#makeAll(recipients);
    const found = await Promise.all(recipients.map(({ ref }) => this.find(ref)));
    const fresh = recipients.filter((_, index) => found[index] === null);
    this.#mostAreNew = fresh.length > recipients.length / 2;
    if (fresh.length > 0) await this.#makeAll(fresh);
  }

  /** What was stored is at hand afterwards; whatever was not is left to `keyFor`, which finds out why. */
  async #makeAll(recipients: readonly KnownRecipient[]): Promise<void> {
    const made = recipients.map(({ ref, allPoliticalPseudonym }) => {
      const subject = keySubject(ref);
      const { stored, opened } = this.#makeKey(subject, allPoliticalPseudonym);
      return { subject, data: encodeMessage(RecipientKey, stored), opened };
    });
    const answers = await this.#publisher.publishAll(made, onlyFirst());
    const fresh = made.filter((_, index) => answers[index]?.stored);
    for (const { subject, opened } of fresh) this.#cache.set(subject, opened);
    this.#mostAreNew = fresh.length > made.length / 2;
  }

  #makeKey(
    subject: string,
    allPoliticalPseudonym: string,
  ): { stored: RecipientKey; opened: OpenKey } {
    const key = createSecretKey(randomFillSync(Buffer.alloc(KEY_BYTES)));
    return {
      stored: {
        wrappedKey: this.#vault.wrapKey(key, subject),
        wrappingKeyVersion: this.#vault.wrappingVersion,
        sealedAllPoliticalPseudonym: seal(key, Buffer.from(allPoliticalPseudonym), subject),
      },
      opened: { key, allPoliticalPseudonym },
    };
  }

  async #loadOrCreate(recipient: RecipientRef, allPoliticalPseudonym: string): Promise<OpenKey> {
    return (
      (await this.find(recipient)) ??
      (await this.#create(keySubject(recipient), allPoliticalPseudonym)) ??
      (await this.#readWinner(recipient))
    );
  }

  /** Null when another process was faster. */
  async #create(subject: string, allPoliticalPseudonym: string): Promise<OpenKey | null> {
    const { stored, opened } = this.#makeKey(subject, allPoliticalPseudonym);
    try {
      await this.#js.publish(subject, encodeMessage(RecipientKey, stored), {
        expect: { lastSubjectSequence: 0 },
      });
    } catch (error) {
      // A time-out leaves open whether it was stored; `keyFor` is then called again and finds it, or makes another.
      if (isWrongLastSequence(error)) return null;
      throw error;
    }
    this.#cache.set(subject, opened);
    return opened;
  }

  async #readWinner(recipient: RecipientRef): Promise<OpenKey> {
    const winner = await this.find(recipient);
    if (winner === null)
      throw new Error('the recipient was erased while a key was being made; retry');
    return winner;
  }

  #open(subject: string, data: Uint8Array): OpenKey {
    const stored = RecipientKey.decode(data);
    const key = this.#vault.unwrapKey(stored.wrappedKey, subject, stored.wrappingKeyVersion);
    const pseudonym = unseal(key, stored.sealedAllPoliticalPseudonym, subject);
    return { key, allPoliticalPseudonym: Buffer.from(pseudonym).toString() };
  }
}

/** The subject must be empty: nobody's key is ever overwritten. */
function onlyFirst(): MsgHdrs {
  const header = headers();
  header.set('Nats-Expected-Last-Subject-Sequence', '0');
  return header;
}

/** Each recipient once, in batches. */
function batchesOf(recipients: readonly KnownRecipient[]): KnownRecipient[][] {
  const distinct = [...new Map(recipients.map((one) => [keySubject(one.ref), one])).values()];
  const batches: KnownRecipient[][] = [];
  for (let at = 0; at < distinct.length; at += BATCH_MAX) {
    batches.push(distinct.slice(at, at + BATCH_MAX));
  }
  return batches;
}
