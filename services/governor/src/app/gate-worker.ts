import type { Decision, DecisionsRecorded, SendResult } from '@hustings/contracts/governor';
import type { Believed, Decided, GateRef, QueuedMessage } from '@hustings/redis-scripts';
import { RpcFailure } from '@hustings/service-kit';
import { answerOf, repeatedAnswer } from '../domain/record.ts';
import { formGroup, type Group, toRecord } from './form-group.ts';
import type { GateParts } from './gate-parts.ts';
import type { WaitingCall } from './group.ts';
import { LaneWatch } from './lane-watch.ts';
import { Latch } from './latch.ts';

/** Most new messages in one group: at some 4 µs each the script stays near one millisecond. */
const GROUP_MAX = 256;
/** Most messages that wait for one gate: about half a second of work. Beyond it callers are told to come back. */
const WAITING_MAX = 10_000;
const BACK_OFF_US = 500_000n;

/**
 * Takes the decisions of one gate, one group at a time: decide in Redis, store the texts, append to the log, write the
 * effects, answer. What arrives meanwhile forms the next group. A group that the log refuses, because a fact came
 * between, is decided again after that fact is applied.
 */
export class GateWorker {
  readonly ref: GateRef;
  readonly #parts: GateParts;
  readonly #waiting: WaitingCall[] = [];
  readonly #work = new Latch();
  readonly #open = new Latch();
  readonly #lanes: LaneWatch;
  #believed: Believed = { epoch: '', call: 0, gateSeq: 0, factSeq: 0 };
  #lastRecordedCall = 0;
  #step: Promise<void> = Promise.resolve();

  constructor(ref: GateRef, parts: GateParts) {
    this.ref = ref;
    this.#parts = parts;
    this.#lanes = new LaneWatch(parts.clock, () => this.#work.open());
  }

  get believed(): Believed {
    return this.#believed;
  }

  /** Resolves when the step that runs now, if any, is over. */
  get currentStep(): Promise<void> {
    return this.#step;
  }

  /** Adds calls to the next group; throws RESOURCE_EXHAUSTED above the bound. */
  submit(calls: WaitingCall[]): void {
    if (this.#waiting.length + calls.length > WAITING_MAX) {
      const retryAtUs = this.#parts.clock.nowUs() + BACK_OFF_US;
      throw busy(this.ref, retryAtUs);
    }
    this.#waiting.push(...calls);
    this.#work.open();
  }

  /** Something in the lanes may have changed; `forget` = also for senders that were known to have to wait. */
  wakeReleases(forget = false): void {
    this.#lanes.wake(forget);
  }

  /** No decision until `reopen`. A step that runs meanwhile fails on its own beliefs. */
  close(): void {
    this.#open.close();
  }

  /** Opens the gate on a store that was rebuilt up to these positions; its last call is the last recorded one. */
  reopen(believed: Believed): void {
    this.#believed = believed;
    this.#lastRecordedCall = believed.call;
    this.#lanes.wake(true);
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
      this.#lastRecordedCall = Math.max(this.#lastRecordedCall, Number(recorded.call));
    }
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => {
      this.#work.open();
      this.#open.open();
    });
    while (!signal.aborted) {
      await this.#work.opened();
      await this.#open.opened();
      if (signal.aborted) break;
      this.#step = this.#runStep(signal);
      await this.#step;
    }
    this.#lanes.stop();
    this.#failAll(this.#waiting.splice(0), stopping());
  }

  async #runStep(signal: AbortSignal): Promise<void> {
    const calls: WaitingCall[] = [];
    try {
      const releases = this.#lanes.due ? await this.#peek() : [];
      if (releases === null) return this.#parts.requestRebuild('peek found the gate behind');
      calls.push(...this.#waiting.splice(0, GROUP_MAX));
      if (calls.length + releases.length > 0) await this.#decide(releases, calls, signal);
      if (this.#waiting.length === 0 && !this.#lanes.due) this.#work.close();
    } catch (error) {
      this.#recover(calls, error);
    }
  }

  async #peek(): Promise<QueuedMessage[] | null> {
    const { epoch } = this.#believed;
    const peeked = await this.#parts.scripts.peek(this.ref, {
      epoch,
      ...this.#lanes.peekOptions(),
    });
    if (peeked.outcome === 'BEHIND') return null;
    this.#lanes.notePeek(peeked);
    return peeked.messages;
  }

  async #decide(
    releases: QueuedMessage[],
    calls: WaitingCall[],
    signal: AbortSignal,
  ): Promise<void> {
    const { scripts, allPolitical, position } = this.#parts;
    const checked = await allPolitical.check(
      await this.#parts.allPoliticalPseudonyms(releases, calls),
    );
    // Read before the call is issued: every fact up to here was issued on the same connection before it.
    const issuedSeq = position.issued;
    const group = formGroup(releases, calls, checked.suppressed);
    const decided = await scripts.decide(this.ref, this.#believed, group.items);
    if (decided.outcome === 'BEHIND') {
      this.#waiting.unshift(...calls.splice(0));
      return this.#parts.requestRebuild('decide found the gate behind');
    }
    this.#believed = { ...this.#believed, call: decided.call };
    this.#parts.telemetry.countShadowRefusals(decided.shadowRefusals);
    this.#lanes.noteVerdicts(group.items, decided.verdicts);
    // Another governor on the same Redis may have applied more than this one has read.
    const factsSeq = Math.max(issuedSeq, decided.factSeq);
    await this.#record(group, decided, { factsSeq, allPoliticalSeq: checked.seq, calls, signal });
  }

  async #record(
    group: Group,
    decided: Decided,
    context: {
      factsSeq: number;
      allPoliticalSeq: number;
      calls: WaitingCall[];
      signal: AbortSignal;
    },
  ): Promise<void> {
    const subjects = await this.#parts.storeContent(this.ref, group, decided.verdicts);
    const { recorded, decisionOfItem } = toRecord(group, decided, {
      lastRecordedCall: this.#lastRecordedCall,
      factsSeq: context.factsSeq,
      allPoliticalSeq: context.allPoliticalSeq,
      subjects,
    });
    if (recorded.decisions.length === 0) {
      this.#answerAll(group, decided, { decisionOfItem, seq: 0 });
      context.calls.length = 0;
      return;
    }
    // A process that slept past its lease wakes up here: what it looked at before may be old.
    if (!this.#parts.mayAct()) throw new Error('the lease of the barrier was lost');
    const seq = await this.#parts.appendDecisions(this.ref, recorded);
    if (seq === null) {
      this.#waiting.unshift(...context.calls.splice(0));
      this.#lanes.wake(false);
      return this.#parts.catchUpWithGate(this.ref, context.signal);
    }
    this.#applyRecorded(seq, recorded);
    this.#parts.telemetry.countDecisions(recorded.decisions);
    this.#answerAll(group, decided, { decisionOfItem, seq });
    context.calls.length = 0;
  }

  #applyRecorded(seq: number, recorded: DecisionsRecorded): void {
    // Not awaited: the next call is issued on the same connection after it and sees its effects.
    const { scripts, requestRebuild } = this.#parts;
    scripts.applyDecisions(this.ref, this.#believed.epoch, { seq, event: recorded }).then(
      ({ outcome }) => {
        if (outcome === 'BEHIND') requestRebuild('apply found the gate behind');
      },
      (error: unknown) => requestRebuild(`apply failed: ${String(error)}`),
    );
    this.commitIssued(seq, recorded);
    this.#lanes.wake(false);
  }

  #answerAll(
    group: Group,
    decided: Decided,
    { decisionOfItem, seq }: { decisionOfItem: Map<number, Decision>; seq: number },
  ): void {
    const results = new Map<number, SendResult>();
    const offset = group.releases.length;
    for (const [index, call] of group.calls.entries()) {
      const verdict = decided.verdicts[offset + index];
      const decision = decisionOfItem.get(offset + index);
      const { partition } = this.ref;
      const { idempotencyKey } = call.message;
      if (decision) {
        const finding = call.message.verdict?.explanation ?? '';
        results.set(offset + index, answerOf(decision, { partition, seq, finding }));
      } else if (verdict?.answer === 'REPEATED') {
        results.set(offset + index, repeatedAnswer(idempotencyKey, verdict.first, partition));
      } else if (verdict?.answer === 'REPEATED_IN_GROUP') {
        const first = results.get(verdict.index);
        if (first) results.set(offset + index, { ...first, repeatedKey: true });
      }
      const result = results.get(offset + index);
      if (result) call.answer(result);
      else call.fail(new Error('the script gave no answer to a new message'));
    }
  }

  #recover(calls: WaitingCall[], error: unknown): void {
    if (error instanceof RpcFailure) {
      this.#failAll(calls, error);
      return;
    }
    // Nothing of these calls was recorded: they wait for the rebuilt gate, each as long as its own deadline lets it.
    this.#waiting.unshift(...calls);
    this.#lanes.wake(true);
    this.#parts.requestRebuild(error instanceof Error ? error.message : String(error));
  }

  #failAll(calls: WaitingCall[], error: Error): void {
    for (const call of calls) call.fail(error);
  }
}

function busy({ partition, gate }: GateRef, retryAtUs: bigint): Error {
  return RpcFailure.exhausted(
    { reason: 'GATE_BUSY', message: 'too many messages wait; retry shortly' },
    retryAtUs,
    {
      subject: `gate:${partition}/${gate}`,
      description: `at most ${WAITING_MAX} messages wait for a decision`,
    },
  );
}

function stopping(): Error {
  return RpcFailure.unavailable('STOPPING', 'the governor is stopping; retry with the same key');
}
