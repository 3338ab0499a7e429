import { type LogLayout, present } from '@hustings/kernel';
import { decodeEntry } from '../commit/decode.ts';
import { encodeCommit, encodeMarkers } from '../commit/encode.ts';
import { encodeTogether } from '../commit/encode-together.ts';
import { anchorAtStart, leafHashOf } from '../commit/leaf.ts';
import {
  assertPartition,
  gateSubject,
  matchesSubject,
  partitionsOf,
  subjectOf,
} from '../subjects.ts';
import {
  type AggregateRef,
  type Anchor,
  type AppendOrder,
  type AppendResult,
  type CorruptEntry,
  type EventLog,
  type FollowOptions,
  LogDiverged,
  type LogEntry,
  type NewCommit,
  PoisonEntry,
  type QuarantinedEntry,
} from '../types.ts';
import { MemoryPartition } from './memory-partition.ts';

/** What tests of readers need beside the log itself. */
export interface MemoryEventLog extends EventLog {
  /** Appends any bytes, as a faulty writer would. Returns the sequence. */
  appendRaw(partition: string, subject: string, raw: Uint8Array): number;
  /** Everything that readers set aside. */
  readonly quarantined: readonly QuarantinedEntry[];
}

/** The event log in memory, for unit tests: the same promises, but for what survives a restart. */
export function memoryEventLog(layout: LogLayout = { partitions: 1, gates: 16 }): MemoryEventLog {
  return new Memory(layout);
}

class Memory implements MemoryEventLog {
  readonly layout: LogLayout;
  readonly quarantined: QuarantinedEntry[] = [];
  readonly #partitions: Map<string, MemoryPartition>;

  constructor(layout: LogLayout) {
    this.layout = layout;
    this.#partitions = new Map(partitionsOf(layout).map((name) => [name, new MemoryPartition()]));
  }

  async load(ref: AggregateRef): Promise<LogEntry | null> {
    const stored = this.#of(ref.partition).last(subjectOf(ref));
    if (stored === null) return null;
    const entry = decodeEntry({ ...stored, partition: ref.partition });
    if ('fault' in entry) throw new PoisonEntry(`${entry.subject} at ${entry.seq}: ${entry.fault}`);
    return entry;
  }

  append(commit: NewCommit, expectedSeq: number): Promise<AppendResult> {
    return this.appendWithMarkers(commit, expectedSeq, []);
  }

  async appendWithMarkers(
    commit: NewCommit,
    expectedSeq: number,
    gates: number[],
  ): Promise<AppendResult> {
    const partition = this.#of(commit.ref.partition);
    const batch = [encodeCommit(commit), ...encodeMarkers(commit, gates)];
    return partition.append(batch, expectedSeq);
  }

  async appendTogether(orders: readonly AppendOrder[], gates: number[]): Promise<number[] | null> {
    const { partition, batch, expectedSeqs } = encodeTogether(orders, gates);
    return this.#of(partition).appendTogether(batch, expectedSeqs);
  }

  async lastSeq(partition: string): Promise<number> {
    return this.#of(partition).lastSeq;
  }

  async lastGateSeq(partition: string, gate: number): Promise<number> {
    return this.#of(partition).last(gateSubject(partition, gate))?.seq ?? 0;
  }

  async *follow(options: FollowOptions): AsyncGenerator<LogEntry | CorruptEntry> {
    const { partition, subjects, signal, until = Number.POSITIVE_INFINITY } = options;
    const stored = this.#of(partition);
    if (stored.lastSeq < options.after) throw lostTail(partition, stored.lastSeq, options.after);
    for (let seq = options.after + 1; seq <= until; seq++) {
      if (!(await stored.reached(seq, signal))) return;
      const message = stored.at(seq);
      const wanted = subjects?.some((filter) => matchesSubject(filter, message.subject)) ?? true;
      if (wanted) yield decodeEntry({ ...message, partition });
    }
  }

  async anchorAt(partition: string, seq: number): Promise<Anchor> {
    const stored = this.#of(partition);
    if (seq === 0) return anchorAtStart(stored.created);
    return { streamCreated: stored.created, seq, leafHash: leafHashOf(stored.at(seq).raw) };
  }

  async verifyAnchor(partition: string, anchor: Anchor): Promise<void> {
    const stored = this.#of(partition);
    if (anchor.streamCreated !== '' && anchor.streamCreated !== stored.created) {
      throw new LogDiverged(`partition ${partition} is another stream`);
    }
    if (stored.lastSeq < anchor.seq) throw lostTail(partition, stored.lastSeq, anchor.seq);
    if (anchor.leafHash !== '' && leafHashOf(stored.at(anchor.seq).raw) !== anchor.leafHash) {
      throw new LogDiverged(`partition ${partition} holds other bytes at entry ${anchor.seq}`);
    }
  }

  async quarantine(entry: QuarantinedEntry): Promise<void> {
    this.quarantined.push(entry);
  }

  appendRaw(partition: string, subject: string, raw: Uint8Array): number {
    return this.#of(partition).push(subject, raw);
  }

  #of(partition: string): MemoryPartition {
    assertPartition(partition, this.layout);
    return present(this.#partitions.get(partition), `no partition ${partition}`);
  }
}

function lostTail(partition: string, lastSeq: number, readSeq: number): LogDiverged {
  return new LogDiverged(
    `partition ${partition} has lost its tail: it ends at ${lastSeq}, ${readSeq} was read`,
  );
}
