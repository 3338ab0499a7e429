import type { DecisionTable } from '@hustings/contracts/decision-table';
import type { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import type { FactEntry, GateItem, GroupDecision, InstantUs } from '@hustings/policy';
import type { LevelSender, Levels } from './read-levels.ts';
import type { KnownRecipients } from './read-recipients.ts';

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
  /** The event's bytes, when whoever tells of it has them. */
  data?: Uint8Array;
}

/** One of which nothing is read but what the store is told. */
export interface TabledCommit {
  seq: number;
  table: DecisionTable;
  /** By row: 1 = of a message that is over before anything else is applied, so that only key and permits are left. Absent: none. */
  over?: Uint8Array;
}

/** Commits that stand in the log behind each other. */
export interface PastCommits {
  commits: readonly TabledCommit[];
  /** What was decided at this instant (µs) or before counts no more: neither permits nor keys are left of it. Absent: all counts. */
  forgottenUs?: number;
  /** True when `restoreLevels` writes what they leave in buckets and pairs. */
  leavesLevelsOut?: boolean;
}

/** What commits left in buckets and pairs. */
export interface PastLevels {
  /** When the last of them was decided. */
  atUs: InstantUs;
  /** When each is full again that was not full then, by "<subject>|<limit>" as the scripts name it. */
  buckets: ReadonlyMap<string, InstantUs>;
  /** The same by "<subject>|<limit>|<recipient>". */
  pairs: ReadonlyMap<string, InstantUs>;
}

/** APPLIED or, when the sequence was applied before, SKIPPED. */
export interface Applied {
  outcome: 'APPLIED' | 'SKIPPED';
}

/** A message that stands in a lane. */
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
  /** Rises from look to look: where to begin when a sender has more lanes than are shown. */
  turn: number;
  /** Lanes that are known to have to wait; at most 256. */
  skip: readonly string[];
}

/** The front of one lane, in the order of admission. */
export interface PeekedLane {
  /** See `laneKey`. */
  lane: string;
  /** True when the lane may hold more than is shown. */
  hasMore: boolean;
  messages: QueuedMessage[];
}

export interface Peeked {
  outcome: 'PEEKED';
  lanes: PeekedLane[];
  /** The last sender looked at: `afterSender` of the next call. '' when no lane holds anything. */
  lastSender: string;
}

/** Which queued messages are looked through. */
export interface RecallScope {
  /** '' = every one. */
  senderId: string;
  /** '' = every one. */
  campaignId: string;
}

/** A silence at a place: what was admitted before its end is cancelled. */
export interface PlaceSilence {
  /** As in the names of the lanes. */
  place: string;
  endsAtUs: InstantUs;
}

/** One page of a look through the lanes. */
export interface Recalled {
  outcome: 'FOUND';
  /** Where the next page goes on; '' at the end. */
  after: string;
  /** Those that something may have ended. */
  messages: QueuedMessage[];
}

/** What is known of messages by their ids. */
export interface FoundMessages {
  outcome: 'FOUND';
  messages: (QueuedMessage & { queued: boolean })[];
}

/** What is queued for some recipients. */
export interface FoundQueued {
  outcome: 'FOUND';
  messages: QueuedMessage[];
  /** There are more than were asked for: of the last recipient here, or of those behind. */
  hasMore: boolean;
}

/** Looks into the lanes that change nothing. */
export interface LaneLooks {
  /** One page of those queued messages that an order, an opt-out, a closure or a silence may have ended; each page is bounded. */
  findRecalled(
    gate: GateRef,
    options: RecallScope & {
      epoch: string;
      after: string;
      members: number;
      /** At most 1,024. */
      silences: readonly PlaceSilence[];
    },
  ): Promise<Recalled | Behind>;
  /** What is queued for these recipients, at most 256 a call, in their order. */
  findQueued(
    gate: GateRef,
    options: { epoch: string; recipients: readonly string[]; most: number },
  ): Promise<FoundQueued | Behind>;
  /** Accepted messages whose end is not known; at most 1,024 ids a call. */
  findMessages(
    gate: GateRef,
    epoch: string,
    messageIds: readonly string[],
  ): Promise<FoundMessages | Behind>;
  /** Queued messages of some senders that were admitted up to a number. */
  countQueued(
    gate: GateRef,
    options: { epoch: string; senderIds: readonly string[]; campaignId: string; through: number },
  ): Promise<{ outcome: 'COUNTED'; messages: number } | Behind>;
}

/**
 * The scripts of a gate. Every call either happens as a whole or not at all; an error means that it is unknown which,
 * and the caller finds out by reading the gate's meta before it does anything else.
 */
export interface GateScripts extends LaneLooks {
  /** Makes the scripts known to Redis: before the first call, and again after Redis has restarted. */
  load(): Promise<void>;
  /** Null when Redis holds nothing for the gate. */
  readMeta(gate: GateRef): Promise<GateMeta | null>;
  /** What the gate's scripts take for now, before they compare it with what they have decided at. */
  readClock(gate: GateRef): Promise<InstantUs>;
  /** Decides 1 to 1,024 items and spends their permits. Writes nothing else. */
  decide(gate: GateRef, believed: Believed, items: readonly GateItem[]): Promise<Decided | Behind>;
  /** What `decide` would answer at this instant. Writes nothing; its call number is the one that a decision would get. */
  simulate(
    gate: GateRef,
    believed: Believed,
    items: readonly GateItem[],
  ): Promise<Decided | Behind>;
  /** What of these senders' limits is taken now, at most 64 senders a call. Writes nothing. */
  levels(gate: GateRef, epoch: string, senders: readonly LevelSender[]): Promise<Levels | Behind>;
  /** What the gate knows of 1 to 1,000 recipients. Writes nothing. */
  recipients(
    gate: GateRef,
    epoch: string,
    asked: { recipients: readonly string[]; organisationId: string; limitId: string | null },
  ): Promise<KnownRecipients | Behind>;
  /**
   * Writes the effects of one commit that is in the log. BEHIND when a gate message before it is missing. Permits that no
   * call of this epoch has spent are spent now, as of the instant of the decision.
   */
  applyDecisions(gate: GateRef, epoch: string, commit: RecordedCommit): Promise<Applied | Behind>;
  /**
   * As `applyDecisions` for commits of one gate that follow each other in the log without a marker or a fact about their
   * messages between them: a rebuild needs few calls. Each call takes some 1,000 decisions; all are issued at once, in order.
   */
  applyCommits(gate: GateRef, epoch: string, past: PastCommits): Promise<Applied | Behind>;
  /**
   * Writes the levels that commits left which left them out. BEHIND unless `gateSeq` is the last that was applied: a level that was
   * written after it would be overwritten by an older one.
   */
  restoreLevels(
    gate: GateRef,
    after: Pick<Believed, 'epoch' | 'gateSeq'>,
    levels: PastLevels,
  ): Promise<Applied | Behind>;
  /**
   * Applies entries in order; those applied before are skipped. At most 256 entries a call. BEHIND when the gate has not
   * reached what came before: entries must not overtake each other, which a cluster lets happen while a slot moves.
   */
  applyFacts(
    gate: GateRef,
    after: Omit<Believed, 'call'>,
    entries: readonly FactEntry[],
  ): Promise<Applied | Behind>;
  /** Messages that could be tried now: the fronts of the lanes of some senders. */
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
