import type { Actor } from '@hustings/contracts/log';

/** What a store holds from before an instant. */
export interface DueItems {
  items: number;
  /** Everything up to this sequence of the store's stream; 0 = nothing. */
  throughSeq: number;
  /** When the oldest of them was stored, microseconds since the Unix epoch; absent when there is none. */
  oldestUs?: bigint;
}

/** What was removed, for the record. */
export interface AppliedRetention {
  partition: string;
  version: string;
  ruleId: string;
  beforeUs: bigint;
  removed: number;
  throughSeq: number;
  actor: Actor;
  atUs: bigint;
}

/** OUTBOUND: what organisations wrote. INBOUND: what recipients wrote. */
export type ContentKind = 'OUTBOUND' | 'INBOUND';

/** Sealed texts of one kind in one partition. */
export interface ContentsRef {
  partition: string;
  kind: ContentKind;
}

/** Stores that a retention schedule can be applied to. */
export interface RetentionStore {
  /** Sealed texts that were stored before an instant, microseconds since the Unix epoch. */
  dueContents(contents: ContentsRef, beforeUs: bigint): Promise<DueItems>;
  /** Copies those that are evidence to where the schedule does not reach; how many of them are there. */
  keepContents(partition: string, seqs: Iterable<number>): Promise<number>;
  /** Removes everything of that kind up to a sequence; how many. */
  removeContents(contents: ContentsRef, throughSeq: number): Promise<number>;
  record(applied: AppliedRetention): Promise<void>;
}
