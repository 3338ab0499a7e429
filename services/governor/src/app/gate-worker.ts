import type { DecisionsRecorded } from '@hustings/contracts/governor';
import type { Fact } from '@hustings/policy';
import type { Believed, Decided, GateRef, RecordedCommit } from '@hustings/redis-scripts';
import { RpcFailure } from '@hustings/service-kit';
import { movesLanes } from '../domain/decisions-of.ts';
import { answerGroup, answerSoon } from './answer-group.ts';
import { CommitRoom } from './commit-room.ts';
import { dueMessages } from './due-messages.ts';
import {
  acceptedCalls,
  countOf,
  formGroup,
  type Group,
  mostAreAccepted,
  type QueuedInGroup,
  toRecord,
  withoutPlace,
} from './form-group.ts';
import { busy, failAll, stopping, WAITING_MAX } from './gate-failures.ts';
import { GateMoved } from './gate-moved.ts';
import type { DecidedFrom, GateParts } from './gate-parts.ts';
import type { WaitingCall } from './group.ts';
import { GroupTurns } from './group-turns.ts';
import type { Wait } from './lane-watch.ts';
import { Latch } from './latch.ts';
import { askList, ListAhead } from './list-ahead.ts';
import { Recalls } from './recalls.ts';
import { capQuestions } from './recipient-caps.ts';
import { ReleaseFront } from './release-front.ts';
import { StepProgress } from './step-progress.ts';
import { StoreClock } from './store-clock.ts';
import { groupSize } from './take-group.ts';

/**
 * Takes the decisions of one gate, one group at a time: decide in Redis, store the texts, append to the log, write the effects, answer.
 * What arrives meanwhile forms the next group. A group that the log refuses, because a fact came between, is decided again after it.
 */
export class GateWorker {
  readonly ref: GateRef;
  readonly progress: StepProgress;
  readonly #parts: GateParts;
  readonly #waiting: WaitingCall[] = [];
  readonly #turns: GroupTurns;
  readonly #open = new Latch();
  /** Closed while it is not sure that the gate is still ours. */
  readonly #lease = new Latch();
  readonly #clock: StoreClock;
  readonly #front: ReleaseFront;
  readonly #recalls: Recalls;
  readonly #ahead: ListAhead;
  #believed: Believed = { epoch: '', call: 0, gateSeq: 0, factSeq: 0 };
  #lastRecordedCall = 0;
  /** Whether the last group was accepted nearly as a whole. */
  #acceptsMost = true;
  #step: Promise<void> = Promise.resolve();
  #isOurs = false;

  constructor(ref: GateRef, parts: GateParts) {
    this.ref = ref;
    this.#parts = parts;
    this.progress = new StepProgress(parts.clock);
    this.#clock = new StoreClock(parts.clock);
    this.#turns = new GroupTurns(parts.clock);
    this.#recalls = new Recalls(parts.silences);
    this.#ahead = new ListAhead(parts.allPolitical);
    this.#front = new ReleaseFront({
      ...parts,
      clock: this.#clock,
      onHeldBack: parts.telemetry.releasesHeldBack,
      onDue: () => this.#turns.hurry(),
    });
  }

  get believed(): Believed {
    return this.#believed;
  }

  /** Resolves when the step that runs now, if any, is over. */
  get currentStep(): Promise<void> {
    return this.#step;
  }

  /** From now on calls may wait here for the gate to open. */
  takeOver(): void {
    this.#isOurs = true;
    this.#lease.open();
  }

  /** No decision until `resume`: our lease may have ended. Calls wait, and the store is carried on. */
  suspend(): void {
    this.#lease.close();
  }

  /** The gate was ours all the time. Nothing has to be rebuilt: whatever the store lacks, the scripts answer BEHIND. */
  resume(): void {
    this.#lease.open();
  }

  /** Sends away who waits and whoever comes. Once more when the current step is over: it may have put calls back. */
  handOver(): void {
    this.#isOurs = false;
    failAll(this.#waiting.splice(0), new GateMoved());
    void this.#step.then(() => {
      if (!this.#isOurs) failAll(this.#waiting.splice(0), new GateMoved());
    });
  }

  /** Adds calls to the next group; throws RESOURCE_EXHAUSTED above the bound, GateMoved when another governor serves it. */
  submit(calls: WaitingCall[]): void {
    if (!this.#isOurs) throw new GateMoved();
    if (this.#waiting.length + calls.length > WAITING_MAX) {
      throw busy(this.ref, this.#parts.clock.nowUs());
    }
    this.#waiting.push(...calls);
    this.#ahead.note(calls);
    this.#turns.note(this.#waiting.length);
  }

  /** Something in the lanes may have changed; `forget` = also for senders that were known to have to wait. */
  wakeReleases(forget = false): void {
    this.#front.wake(forget);
  }

  /** Hand-offs of these senders have moved: some of what was held back may go on. */
  handOffsMoved(senderIds: ReadonlySet<string>): void {
    this.#front.handOffsMoved(senderIds);
  }

  /** What the facts may have ended, or let go on by a reply, is looked at now, wherever it stands in its lane. */
  recallAfter(facts: readonly Fact[]): void {
    this.#front.noteFacts(facts);
    if (this.#recalls.noteFacts(facts) || this.#front.due) this.#turns.hurry();
  }

  /** Silence reigns where something is queued: it is cancelled wherever it stands. */
  recallSilenced(): void {
    this.#recalls.silenced();
    this.#turns.hurry();
  }

  /** Why a lane waits; null when nothing is known that holds it. */
  waitOf(lane: string): Wait | null {
    return this.#front.waitOf(lane);
  }

  /** No decision until `reopen`. A step that runs meanwhile fails on its own beliefs. */
  close(): void {
    this.#open.close();
  }

  /** Opens the gate on a store that was rebuilt up to these positions; its last call is the last recorded one. */
  reopen(believed: Believed): void {
    this.#believed = believed;
    this.#lastRecordedCall = believed.call;
    this.#front.wake(true);
    this.#recalls.all();
    this.#open.open();
  }

  /** The store took a fact of this gate. */
  factIssued(seq: number): void {
    this.#believed = { ...this.#believed, factSeq: Math.max(this.#believed.factSeq, seq) };
  }

  /** The store took a message of the gate's subject. */
  commitIssued(seq: number, recorded: DecisionsRecorded | null): void {
    this.#believed = { ...this.#believed, gateSeq: Math.max(this.#believed.gateSeq, seq) };
    if (recorded) {
      this.#parts.noteReleases(recorded);
      this.#front.noteRecorded(recorded);
      this.#lastRecordedCall = Math.max(this.#lastRecordedCall, Number(recorded.call));
    }
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#turns.hurry();
      for (const latch of [this.#open, this.#lease]) latch.open();
    });
    while (!signal.aborted) {
      await this.#turns.next(() => (this.#isDue ? 0 : this.#waiting.length));
      await this.#lease.opened();
      await this.#open.opened();
      if (signal.aborted) break;
      this.#step = this.#runStep(signal);
      await this.#step;
    }
    this.#front.stop();
    failAll(this.#waiting.splice(0), stopping());
  }

  /** Something is to be looked into besides new calls. */
  get #isDue(): boolean {
    return this.#front.due || this.#recalls.due;
  }

  async #runStep(signal: AbortSignal): Promise<void> {
    let calls: WaitingCall[] = [];
    try {
      const looked = { scripts: this.#parts.scripts, ref: this.ref, epoch: this.#believed.epoch };
      const room = new CommitRoom();
      const lanes = { recalls: this.#recalls, front: this.#front };
      const queued = await this.progress.of('look', dueMessages(looked, lanes, room));
      if (queued === null) return this.#parts.requestRebuild('a look found the gate behind');
      calls = this.#waiting.splice(0, groupSize(this.#waiting, room));
      this.#turns.begin(calls.length);
      if (calls.length + countOf(queued) > 0) await this.#decide(queued, calls, signal);
      if (this.#waiting.length === 0 && !this.#isDue) this.#turns.rest();
    } catch (error) {
      this.#recover(calls, error);
    }
  }

  async #decide(queued: QueuedInGroup, calls: WaitingCall[], signal: AbortSignal): Promise<void> {
    const { scripts, recipientCaps, position } = this.#parts;
    const asking = askList({ ...this.#parts, ahead: this.#ahead }, queued, calls);
    const { persons, checked } = await this.progress.of('list', asking);
    const asks = recipientCaps.ask(() => capQuestions(queued, calls, persons));
    const asked = await this.progress.of('caps', asks);
    // Read before the call is issued: every fact up to here was issued on the same connection before it.
    const issuedSeq = position.issued;
    const group = formGroup(queued, calls, { ...checked, caps: asked.looks });
    const decides = this.#clock.hear(scripts.decide(this.ref, this.#believed, group.items));
    // Texts of refused messages would be stored for nothing: the group goes ahead only where that is rare.
    const stores = this.#acceptsMost ? this.#parts.storeAhead(this.ref, calls) : undefined;
    const [decided] = await this.progress.of('decide', Promise.all([decides, stores]));
    if (decided.outcome === 'BEHIND') {
      this.#waiting.unshift(...calls.splice(0));
      return this.#parts.requestRebuild('decide found the gate behind');
    }
    this.#believed = { ...this.#believed, call: decided.call };
    recipientCaps.giveBack(asked, withoutPlace(decided));
    this.#parts.telemetry.countLimits(decided);
    this.#front.noteVerdicts(group.items, decided.verdicts);
    // Another governor on the same Redis may have applied more than this one has read.
    const factsSeq = Math.max(issuedSeq, decided.factSeq);
    const looked = { factsSeq, allPoliticalSeq: checked.seq, asked };
    await this.#record(group, decided, { ...looked, calls, signal });
  }

  async #record(group: Group, decided: Decided, context: DecidedFrom): Promise<void> {
    const accepted = acceptedCalls(group, decided.verdicts);
    this.#acceptsMost = mostAreAccepted(group, accepted);
    // Nothing is recorded as accepted whose text is not on disk.
    await this.progress.of('texts', this.#parts.storeContent(this.ref, accepted));
    const facts = { ...context, lastRecordedCall: this.#lastRecordedCall };
    const { recorded, decisionOfItem } = toRecord(group, decided, facts);
    if (recorded.decisions.length === 0) {
      answerGroup(group, decided, { decisionOfItem, partition: this.ref.partition, seq: 0 });
      context.calls.length = 0;
      return;
    }
    // A process that slept past its lease wakes up here: what it looked at before may be old.
    if (!this.#parts.mayAct()) throw new Error('the lease of the barrier was lost');
    const appends = this.#parts.appendDecisions(this.ref, recorded);
    const commit = await this.progress.of('append', appends);
    if (commit === null) {
      this.#parts.recipientCaps.giveBack(context.asked, decided.verdicts.keys());
      this.#waiting.unshift(...context.calls.splice(0));
      this.#recalls.giveBack();
      this.#front.wake(false);
      const catchesUp = this.#parts.catchUpWithGate(this.ref, context.signal);
      return this.progress.of('catch-up', catchesUp);
    }
    this.#applyRecorded(commit);
    this.#parts.telemetry.countDecisions(recorded.decisions);
    const { partition } = this.ref;
    const answered = { ...group, calls: context.calls.splice(0) };
    answerSoon(answered, decided, { decisionOfItem, partition, seq: commit.seq });
  }

  #applyRecorded(commit: RecordedCommit): void {
    // Told by the log before it was acknowledged: the feed has issued it.
    if (this.#believed.gateSeq >= commit.seq) return;
    // Not awaited: the next call is issued on the same connection after it and sees its effects.
    const { scripts, requestRebuild } = this.#parts;
    scripts.applyDecisions(this.ref, this.#believed.epoch, commit).then(
      ({ outcome }) => {
        if (outcome === 'BEHIND') requestRebuild('apply found the gate behind');
      },
      (error: unknown) => requestRebuild(`apply failed: ${String(error)}`),
    );
    this.commitIssued(commit.seq, commit.event);
    if (movesLanes(commit.event)) this.#front.wake(false);
  }

  #recover(calls: WaitingCall[], error: unknown): void {
    if (error instanceof RpcFailure) {
      failAll(calls, error);
      this.#recalls.giveBack();
      return;
    }
    // Nothing of these calls was recorded: they wait for the rebuilt gate, each as long as its own deadline lets it.
    this.#waiting.unshift(...calls);
    this.#front.wake(true);
    this.#parts.requestRebuild(error instanceof Error ? error.message : String(error));
  }
}
