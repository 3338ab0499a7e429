import type { FactEntry } from '@hustings/policy';
import { KEY_LIFE_US, memoryUs } from '@hustings/policy/gate';
import type {
  Applied,
  Behind,
  Believed,
  GateRef,
  GateScripts,
  TabledCommit,
} from '@hustings/redis-scripts';
import { leaveOutFinished } from '../domain/finished.ts';
import { LevelFold } from '../domain/level-fold.ts';
import type { PastChange } from './gate-changes.ts';
import type { Outstanding } from './outstanding.ts';

/** Entries of facts in one call: the script's own bound. */
const FACTS_AT_ONCE = 256;
/**
 * Decisions that are collected before they are sent: some calls' worth. They go when facts have come, because the latest facts
 * mostly tell that what was decided last is over, and needs not be written; without facts when there are so many times as many.
 */
const DECISIONS_AT_ONCE = 1_024;
const PATIENCE_WITHOUT_FACTS = 2;

export interface GateReplayParts {
  scripts: GateScripts;
  outstanding: Outstanding;
  /** When the gate decided last (µs), by the log; what did not count then is not written. */
  lastDecidedAtUs: number;
  /**
   * Above 0, at most 1: how much of what is usually collected goes with the first call. Gates of one rebuild that differ in it do not all
   * send in the same moment, with Redis idle before and the reader idle after it.
   */
  firstShare: number;
}

/**
 * Writes the past of one gate into its emptied store, many entries a call. Commits are sent together across entries that only tell
 * how releases ended: such a fact is about a message that no later commit decides on, so it may come after them. Every other fact
 * and every marker keeps its place.
 */
export class GateReplay {
  readonly #ref: GateRef;
  readonly #scripts: GateScripts;
  readonly #outstanding: Outstanding;
  readonly #reached: Believed;
  /** What stands when every call so far is answered. */
  readonly #issued: Believed;
  #commits: TabledCommit[] = [];
  #decisions = 0;
  /** In the order of the log; sent after the commits. */
  #facts: FactEntry[] = [];
  /** True when one of the facts must be applied before the next commit. */
  #isBinding = false;
  readonly #lastDecidedAtUs: number;
  /** How long decisions count under the policies so far. */
  #memoryUs = KEY_LIFE_US;
  /** Of all commits, those that count no more as well. */
  readonly #levels = new LevelFold();
  /** Decisions that are sent together next. */
  #atOnce: number;

  constructor(ref: GateRef, epoch: string, parts: GateReplayParts) {
    this.#ref = ref;
    this.#scripts = parts.scripts;
    this.#outstanding = parts.outstanding;
    this.#lastDecidedAtUs = parts.lastDecidedAtUs;
    this.#atOnce = Math.ceil(DECISIONS_AT_ONCE * parts.firstShare);
    this.#reached = { epoch, call: 0, gateSeq: 0, factSeq: 0 };
    this.#issued = { ...this.#reached };
  }

  /** What the store holds when everything that was flushed is answered. */
  get reached(): Believed {
    return this.#reached;
  }

  add(change: PastChange): void {
    const reached = this.#reached;
    if (change.kind === 'COMMIT') {
      const { seq, table } = change.commit;
      this.#addCommit(change.commit);
      reached.gateSeq = seq;
      reached.call = Math.max(reached.call, table.call);
      return;
    }
    this.#addFacts(change.entry, change.kind === 'FACTS' && change.entry.facts.every(endsRelease));
    if (change.kind === 'MARKER') reached.gateSeq = change.seq;
    else reached.factSeq = change.seq;
  }

  /** Sends what was collected, and what all of it has left in buckets and pairs: written once, whatever came before. */
  finish(): void {
    this.#flush();
    const levels = this.#levels.levels();
    const call = this.#scripts.restoreLevels(this.#ref, { ...this.#issued }, levels);
    this.#issue(call, levels.buckets.size + levels.pairs.size);
  }

  #flush(): void {
    this.#flushCommits();
    this.#flushFacts();
  }

  #addCommit(commit: TabledCommit): void {
    if (this.#isBinding) this.#flushFacts();
    this.#commits.push(commit);
    this.#levels.spend(commit.table);
    this.#decisions += commit.table.rows;
    if (this.#decisions >= this.#atOnce * PATIENCE_WITHOUT_FACTS) this.#flush();
  }

  #addFacts(entry: FactEntry, mayWait: boolean): void {
    if (!mayWait) {
      this.#flushCommits();
      this.#isBinding = true;
      this.#noteMemory(entry);
      this.#levels.learn(entry.facts);
    }
    const facts = this.#facts.push(entry);
    if (facts >= FACTS_AT_ONCE || this.#decisions >= this.#atOnce) this.#flush();
  }

  #noteMemory({ facts }: FactEntry): void {
    for (const fact of facts) {
      if (fact.type !== 'PolicyActivated') continue;
      this.#memoryUs = Math.max(this.#memoryUs, memoryUs(fact.policy));
    }
  }

  #flushCommits(): void {
    if (this.#commits.length === 0) return;
    const { commits, entries } = leaveOutFinished(this.#commits.splice(0), this.#facts);
    this.#facts = entries;
    const forgottenUs = this.#lastDecidedAtUs - this.#memoryUs;
    const past = { commits, forgottenUs, leavesLevelsOut: true };
    this.#issue(this.#scripts.applyCommits(this.#ref, this.#reached.epoch, past), this.#decisions);
    this.#decisions = 0;
    this.#atOnce = DECISIONS_AT_ONCE;
    this.#issued.gateSeq = commits.at(-1)?.seq ?? this.#issued.gateSeq;
  }

  #flushFacts(): void {
    this.#isBinding = false;
    if (this.#facts.length === 0) return;
    const facts = this.#facts.splice(0);
    const weight = facts.reduce((sum, entry) => sum + entry.facts.length, 0);
    const issued = this.#issued;
    this.#issue(this.#scripts.applyFacts(this.#ref, { ...issued }, facts), weight);
    for (const { seq, marker } of facts) {
      if (marker) issued.gateSeq = seq;
      else issued.factSeq = seq;
    }
  }

  #issue(call: Promise<Applied | Behind>, weight: number): void {
    this.#outstanding.add(
      call.then(({ outcome }) => {
        if (outcome === 'BEHIND') throw new Error('Redis lost the rebuild on the way');
      }),
      weight,
    );
  }
}

function endsRelease({ type }: { type: string }): boolean {
  return type === 'ReleaseEnded';
}
