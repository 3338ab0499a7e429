import type { Actor, Commit } from '@hustings/contracts/log';
import type { LogLayout } from '@hustings/kernel';

/** Names one aggregate and with it one subject: `hustings.evt.<partition>.<context>.<aggregate>.<id>`. */
export interface AggregateRef {
  partition: string;
  context: string;
  aggregate: string;
  /** Token: ASCII letters, digits, hyphen, underscore; never personal data. */
  id: string;
}

/** A fact that is not in the log yet. */
export interface NewEvent {
  /** `<context>.<EventName>.v<N>`. */
  eventType: string;
  /** Protobuf encoding. */
  data: Uint8Array;
}

/** A commit that is not in the log yet. */
export interface NewCommit {
  /** UUIDv7. The same id again, whatever came between, means the same commit. */
  commitId: string;
  ref: AggregateRef;
  /** At least one. */
  events: NewEvent[];
  actor: Actor;
  /** Number of this commit in its aggregate, from 1 on. On a gate, the governor's own count. */
  version: number;
  occurredAtUs: bigint;
  /** Organisation whom it concerns; '' for nobody in particular. */
  organisationId: string;
  correlationId: string;
  causationId?: string;
  traceparent?: string;
  policyHash?: string;
  /** State after the events; absent on gates. `state` must be plain JSON data. */
  snapshot?: { schema: string; state: unknown };
}

/** One message of the log. Sequences are those of the partition's stream. */
export interface LogEntry {
  partition: string;
  seq: number;
  subject: string;
  commit: Commit;
  /** The bytes as stored: hash these, never a re-encoding. */
  raw: Uint8Array;
}

/** An entry that cannot be read as a commit. Readers quarantine it and go on. */
export interface CorruptEntry {
  partition: string;
  seq: number;
  subject: string;
  raw: Uint8Array;
  fault: string;
}

/** What an append came to. An outcome that cannot be known throws `AppendUnknown`. */
export type AppendResult =
  | { outcome: 'appended'; seq: number }
  /** Something else stands at the end of the subject: load again and decide again. */
  | { outcome: 'conflict' };

/** Where a reader stands, with proof: compared with the log at every start and reconnect. */
export interface Anchor {
  /** Creation time of the stream, as the server states it. */
  streamCreated: string;
  seq: number;
  /** SHA-256 (hex) of 0x00 and the stored bytes at `seq` (RFC 6962 §2.1 leaf); '' for seq 0. */
  leafHash: string;
}

/** A commit and the last sequence on its subject that its author has seen. */
export interface AppendOrder {
  commit: NewCommit;
  expectedSeq: number;
}

/** Commits of one `appendTogether`, at most: the server takes 1,000 messages in a batch, and markers need room. */
export const APPEND_TOGETHER_MAX = 500;

/** The event log: the only truth. One implementation on JetStream, one in memory, one suite for both. */
export interface EventLog {
  readonly layout: LogLayout;

  /** Last commit of an aggregate, or null when it has none. */
  load(ref: AggregateRef): Promise<LogEntry | null>;

  /**
   * Appends one commit, expecting the subject's last sequence (0 = none yet). A time-out is resolved by reading the
   * subject back; throws `AppendUnknown` only when that fails as well, `LogUnavailable` when nothing was sent.
   */
  append(commit: NewCommit, expectedSeq: number): Promise<AppendResult>;

  /**
   * Appends a fact that takes something away, with a marker on each of the given gates of its partition, atomically.
   * `seq` of the result is the fact's.
   */
  appendWithMarkers(commit: NewCommit, expectedSeq: number, gates: number[]): Promise<AppendResult>;

  /**
   * Appends facts of different aggregates of one partition, all or none, in one batch with a single marker on each of the
   * gates: a list of ten thousand opt-outs would otherwise move a gate ten thousand times. The sequences in their order;
   * null when another commit was faster or nobody can tell: then append each alone, under the same commit id.
   */
  appendTogether(orders: readonly AppendOrder[], gates: number[]): Promise<number[] | null>;

  /** Last sequence of the partition's stream, 0 when empty. */
  lastSeq(partition: string): Promise<number>;

  /** Last sequence on a gate's subject, 0 when it has none. */
  lastGateSeq(partition: string, gate: number): Promise<number>;

  /**
   * All entries after a sequence, in order, first those that stand, then live ones, until the signal aborts. Survives
   * reconnects and server restarts without gap or repetition. `subjects` narrows by full subjects or wildcards.
   * Throws `LogDiverged` when the log behind the reader is not the one it has read.
   */
  follow(options: FollowOptions): AsyncIterable<LogEntry | CorruptEntry>;

  /** Anchor of a sequence, to store with a reader's state. */
  anchorAt(partition: string, seq: number): Promise<Anchor>;

  /** Throws `LogDiverged` (lost tail, other stream, other bytes) unless the log still holds the anchor. */
  verifyAnchor(partition: string, anchor: Anchor): Promise<void>;

  /** Stores a copy of an entry that a reader set aside, with its position and the reason, where people look. */
  quarantine(entry: QuarantinedEntry): Promise<void>;
}

/** An entry that a reader set aside. */
export interface QuarantinedEntry extends CorruptEntry {
  /** Which service, for example "enforcement". */
  service: string;
  /** Which of its readers, for example "signals". */
  reader: string;
}

export interface FollowOptions {
  partition: string;
  /** Entries after this sequence; 0 = all. */
  after: number;
  subjects?: string[];
  /** Stop at this sequence (inclusive) instead of waiting for more. */
  until?: number;
  signal: AbortSignal;
}

/** Nothing was stored; try again later. */
export class LogUnavailable extends Error {
  override readonly name: string = 'LogUnavailable';
}

/** Nothing was stored, because there is no room. */
export class LogFull extends LogUnavailable {
  override readonly name = 'LogFull';
}

/** It cannot be known whether the commit was stored. Treat it as stored until a read shows otherwise. */
export class AppendUnknown extends Error {
  override readonly name = 'AppendUnknown';
}

/** The log is not the one that was read before: stop and alarm. */
export class LogDiverged extends Error {
  override readonly name = 'LogDiverged';
}

/** The server is too old, or a stream is missing or not set up as it must be. Nobody may go on with it. */
export class LogMisconfigured extends Error {
  override readonly name = 'LogMisconfigured';
}

/** A reader's own word that it cannot use an entry: it is set aside and the reader goes on. */
export class PoisonEntry extends Error {
  override readonly name = 'PoisonEntry';
}
