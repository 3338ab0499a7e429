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

/** Stores that a retention schedule can be applied to. */
export interface RetentionStore {
  /** Sealed texts of a partition that were stored before an instant, microseconds since the Unix epoch. */
  dueContents(partition: string, beforeUs: bigint): Promise<DueItems>;
  /** Removes them; how many. */
  removeContents(partition: string, throughSeq: number): Promise<number>;
  record(applied: AppliedRetention): Promise<void>;
}
