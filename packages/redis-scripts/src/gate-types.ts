import type { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import type { FactEntry, GateItem, GroupDecision, InstantUs } from '@hustings/policy';

/** One gate of one partition: all its keys share a hash tag. */
export interface GateRef {
  partition: string;
  gate: number;
}

/** Where a gate's projection stands. */
export interface GateMeta {
  /** Id of the rebuild that made the keys; a new one makes new keys. */
  epoch: string;
  /** False until the rebuild has finished: nothing is decided before. */
  ready: boolean;
  /** Calls of `decide` that were executed. */
  call: number;
  /** Last message of the gate's subject that was applied. */
  gateSeq: number;
  /** Last fact for this gate that was applied. */
  factSeq: number;
  /** Last recorded decision. */
  number: number;
  /** Latest instant that was decided at. */
  nowUs: InstantUs;
}

/** What the caller knows to have been applied: anything lower in Redis shows that it has lost something. */
export type Believed = Pick<GateMeta, 'epoch' | 'call' | 'gateSeq' | 'factSeq'>;

/** The projection is not what the caller believes: nothing was changed. `meta` is null when Redis holds nothing. */
export interface Behind {
  outcome: 'BEHIND';
  meta: GateMeta | null;
}

/** A group was decided and its permits are spent. Record it, expecting `gateSeq`, before anything else is done. */
export interface Decided extends GroupDecision {
  outcome: 'DECIDED';
  call: number;
  gateSeq: number;
  factSeq: number;
  /** Number of the last recorded decision: the first one of this group gets the next. */
  number: number;
  nowUs: InstantUs;
}

/** A recorded commit of the gate. */
export interface RecordedCommit {
  seq: number;
  event: DecisionsRecorded;
}

/** APPLIED or, when the sequence was applied before, SKIPPED. */
export interface Applied {
  outcome: 'APPLIED' | 'SKIPPED';
}

/** A message at the front of its sender's lane. */
export interface QueuedMessage {
  admission: Decision;
  /** Releases so far, all of them handed back. */
  releases: number;
}

export interface PeekOptions {
  epoch: string;
  /** Most messages of one sender, 1 to 256. */
  perSender: number;
  /** Most senders looked at, 1 to 256. */
  senders: number;
  /** Goes on after this sender, round and round; '' = from the first. */
  afterSender: string;
  /** Senders that are known to have to wait; at most 256. */
  skip: readonly string[];
}

export interface Peeked {
  outcome: 'PEEKED';
  messages: QueuedMessage[];
  /** The last sender looked at: `afterSender` of the next call. '' when no lane holds anything. */
  lastSender: string;
}

/**
 * The scripts of a gate. Every call either happens as a whole or not at all; an error means that it is unknown which,
 * and the caller finds out by reading the gate's meta before it does anything else.
 */
export interface GateScripts {
  /** Makes the scripts known to Redis: before the first call, and again after Redis has restarted. */
  load(): Promise<void>;
  /** Null when Redis holds nothing for the gate. */
  readMeta(gate: GateRef): Promise<GateMeta | null>;
  /** Decides 1 to 1,024 items and spends their permits. Writes nothing else. */
  decide(gate: GateRef, believed: Believed, items: readonly GateItem[]): Promise<Decided | Behind>;
  /**
   * Writes the effects of one commit that is in the log. BEHIND when a gate message before it is missing. Permits that no
   * call of this epoch has spent are spent now, as of the instant of the decision.
   */
  applyDecisions(gate: GateRef, epoch: string, commit: RecordedCommit): Promise<Applied | Behind>;
  /** Applies entries in order; those applied before are skipped. At most 256 entries a call. */
  applyFacts(
    gate: GateRef,
    epoch: string,
    entries: readonly FactEntry[],
  ): Promise<Applied | Behind>;
  /** Messages that could be tried now, conversation before bulk, in the order of admission. */
  peek(gate: GateRef, options: PeekOptions): Promise<Peeked | Behind>;
  /**
   * Starts over with empty keys under a new epoch, provided that the gate still is in the observed epoch ('' = holds
   * nothing). BEHIND when somebody else was faster.
   */
  beginRebuild(
    gate: GateRef,
    epochs: { observed: string; next: string },
  ): Promise<{ outcome: 'BEGUN' } | Behind>;
  /** Opens the gate after everything up to the end of the log was applied. `call` = the highest call ever heard of. */
  finishRebuild(
    gate: GateRef,
    rebuilt: { epoch: string; call: number },
  ): Promise<{ outcome: 'READY' } | Behind>;
}
