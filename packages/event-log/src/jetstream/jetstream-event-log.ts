import type { LogLayout } from '@hustings/kernel';
import { type JetStreamClient, type JetStreamManager, jetstream } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import { decodeEntry } from '../commit/decode.ts';
import { encodeCommit, encodeMarkers } from '../commit/encode.ts';
import { encodeTogether } from '../commit/encode-together.ts';
import { assertPartition, gateSubject, quarantineSubject, subjectOf } from '../subjects.ts';
import {
  type AggregateRef,
  type Anchor,
  type AppendOrder,
  type AppendResult,
  type CorruptEntry,
  type EventLog,
  type FollowOptions,
  type LogEntry,
  type NewCommit,
  PoisonEntry,
  type QuarantinedEntry,
} from '../types.ts';
import { compareAnchor, readAnchor } from './anchors.ts';
import { asUnavailable, insist } from './faults.ts';
import { followStream } from './follow.ts';
import { StreamReader } from './messages.ts';
import { type Patience, Publisher } from './publisher.ts';

interface Parts {
  nc: NatsConnection;
  jsm: JetStreamManager;
  layout: LogLayout;
  patience: Patience;
}

/** The event log on JetStream; see `EventLog` for what it promises. */
export class JetStreamEventLog implements EventLog {
  readonly layout: LogLayout;
  readonly #nc: NatsConnection;
  readonly #js: JetStreamClient;
  readonly #reader: StreamReader;
  readonly #publisher: Publisher;
  readonly #patience: Patience;

  constructor({ nc, jsm, layout, patience }: Parts) {
    this.layout = layout;
    this.#nc = nc;
    this.#js = jetstream(nc);
    this.#reader = new StreamReader(nc, jsm);
    this.#patience = patience;
    this.#publisher = new Publisher(nc, this.#reader, patience);
  }

  async load(ref: AggregateRef): Promise<LogEntry | null> {
    const { partition } = ref;
    this.#check(partition);
    const message = await this.#reader.last(partition, subjectOf(ref));
    if (message === null) return null;
    const { seq, subject, data } = message;
    const entry = decodeEntry({ partition, seq, subject, raw: data });
    if ('fault' in entry) throw new PoisonEntry(`${subject} at ${seq}: ${entry.fault}`);
    return entry;
  }

  async append(commit: NewCommit, expectedSeq: number): Promise<AppendResult> {
    return this.appendWithMarkers(commit, expectedSeq, []);
  }

  async appendWithMarkers(
    commit: NewCommit,
    expectedSeq: number,
    gates: number[],
  ): Promise<AppendResult> {
    const { partition } = commit.ref;
    this.#check(partition);
    return this.#publisher.append({
      partition,
      commit: encodeCommit(commit),
      markers: encodeMarkers(commit, gates),
      expectedSeq,
    });
  }

  async appendTogether(orders: readonly AppendOrder[], gates: number[]): Promise<number[] | null> {
    const { partition, batch, expectedSeqs } = encodeTogether(orders, gates);
    this.#check(partition);
    return this.#publisher.appendTogether(partition, batch, expectedSeqs);
  }

  async lastSeq(partition: string): Promise<number> {
    this.#check(partition);
    return (await this.#reader.info(partition)).state.last_seq;
  }

  async lastGateSeq(partition: string, gate: number): Promise<number> {
    this.#check(partition);
    return (await this.#reader.last(partition, gateSubject(partition, gate)))?.seq ?? 0;
  }

  follow(options: FollowOptions): AsyncIterable<LogEntry | CorruptEntry> {
    this.#check(options.partition);
    return followStream(this.#nc, this.#reader, options);
  }

  async anchorAt(partition: string, seq: number): Promise<Anchor> {
    this.#check(partition);
    return readAnchor(this.#reader, partition, seq);
  }

  async verifyAnchor(partition: string, anchor: Anchor): Promise<void> {
    this.#check(partition);
    await compareAnchor(this.#reader, partition, anchor);
  }

  async quarantine(entry: QuarantinedEntry): Promise<void> {
    const header = headers();
    header.set('Hustings-Reader', `${entry.service}/${entry.reader}`);
    header.set('Hustings-Subject', entry.subject);
    header.set('Hustings-Sequence', `${entry.partition}/${entry.seq}`);
    header.set('Hustings-Fault', inOneLine(entry.fault));
    const subject = quarantineSubject(entry.service, entry.partition);
    // A reader that meets the entry again after a restart does not report it twice.
    const msgID = `${entry.service}/${entry.reader}/${entry.partition}/${entry.seq}`;
    await insist(this.#patience.resolveMs, () =>
      this.#js.publish(subject, entry.raw, { headers: header, msgID }),
    ).catch((error: unknown) => {
      throw asUnavailable(error, `cannot report entry ${entry.seq} of ${entry.partition}`);
    });
  }

  #check(partition: string): void {
    assertPartition(partition, this.layout);
  }
}

/** What a header may hold: one line of printable ASCII. */
function inOneLine(text: string): string {
  return text.replaceAll(/[^ -~]+/g, ' ').trim();
}
