import type { ReleaseRef } from '@hustings/contracts/dispatch';
import type { ReturnCode } from '../domain/last-look.ts';
import { type PacedCall, type PaceLimit, Pacer } from '../domain/pacer.ts';
import { keyOf, type Release } from '../domain/release.ts';
import type { Prepared } from '../ports/content.ts';
import type { SenderRef } from '../ports/dispatch-records.ts';
import { examine, freshForMs } from './examine.ts';
import { HandOff } from './hand-off.ts';
import type { LaneContext } from './lane-context.ts';
import type { OutboxWriter } from './outbox-writer.ts';

/**
 * Releases are taken up this long before pacing lets them out, so that the commit's time is not lost in every window. A
 * crash in between leaves them uncertain, as it does with calls that are out: so not longer than a slow commit takes.
 */
const LEAD_MS = 100;
/** Timers of Node count whole milliseconds and may fire early. */
const TIMER_GRAIN_MS = 1;
/**
 * Most releases that stand as started and were not called: more than a thousand calls a second use up within `LEAD_MS`. What a slow
 * provider or a busy machine leaves behind waits as a release instead, which nobody has to give back and no crash makes uncertain.
 */
const TAKEN_MAX = 128;
/** Calls of one turn of the event loop, some milliseconds: what the log tells, and who asks the barrier, comes in between. */
const CALLS_A_TURN = 16;

interface Taken {
  release: Release;
  prepared: Prepared;
}

/** One sender's releases that stand as started, each called at the instant at which pacing lets it out. */
export class DueCalls {
  readonly #context: LaneContext;
  readonly #sender: SenderRef;
  readonly #writer: OutboxWriter;
  readonly #handOff: HandOff;
  readonly #onRoom: () => void;
  readonly #pacer: Pacer;
  #limits: PaceLimit[];
  #taken: Taken[] = [];
  /** Keys of these. */
  readonly #takenKeys = new Set<string>();
  /** Calls beside the releases, each to begin at the next instant that pacing allows. */
  #beside: (() => Promise<number>)[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Calls that may still be begun in this turn of the event loop. */
  #left = CALLS_A_TURN;

  constructor(
    context: LaneContext,
    parts: { sender: SenderRef; writer: OutboxWriter; onRoom: () => void },
  ) {
    this.#context = context;
    this.#sender = parts.sender;
    this.#writer = parts.writer;
    this.#handOff = new HandOff(context, parts.writer);
    this.#onRoom = parts.onRoom;
    this.#limits = context.directory.paceOf(parts.sender.senderId, context.clock.nowUs());
    this.#pacer = new Pacer(this.#limits, context.startedMs);
  }

  /** How many more may be taken up now, at most `wanted`. */
  room(wanted: number): number {
    this.#followPolicy();
    const soonMs = this.#context.clock.monotonicMs() + LEAD_MS;
    const waiting = this.#waiting;
    const most = Math.max(0, Math.min(wanted, TAKEN_MAX - waiting));
    return Math.max(0, this.#pacer.roomAt(soonMs, waiting + most) - waiting);
  }

  /** Milliseconds until there is room for one more; null when that depends on an answer or a call. */
  msUntilRoom(): number | null {
    if (this.#waiting >= TAKEN_MAX) return null;
    const startMs = this.#pacer.nextStartMs(this.#waiting);
    if (startMs === null) return null;
    return Math.max(0, startMs - LEAD_MS - this.#context.clock.monotonicMs());
  }

  /** A release that was recorded as started by this process. */
  add(release: Release, prepared: Prepared): void {
    this.#taken.push({ release, prepared });
    this.#takenKeys.add(keyOf(release.ref));
    this.callDue();
  }

  /**
   * Makes a call that is no release, before the releases that wait and under the same pacing. It resolves to the
   * milliseconds for which the provider wants to be left alone, and never rejects.
   */
  callBeside(call: () => Promise<number>): void {
    this.#followPolicy();
    this.#beside.push(call);
    this.callDue();
  }

  /** Another process may have called for this sender until now. */
  forgetPast(): void {
    this.#pacer.forgetPast(this.#context.clock.monotonicMs());
  }

  /** True while a release waits here or its call is out. */
  holds(key: string): boolean {
    return this.#handOff.isOut(key) || this.#takenKeys.has(key);
  }

  settleAbandoned(refs: ReleaseRef[]): Promise<void> {
    return this.#handOff.settleAbandoned(refs);
  }

  /** Resolves when nothing waits and no call is out. Give up the permit first: what waits is then handed back. */
  async drain(): Promise<void> {
    this.callDue();
    clearTimeout(this.#timer);
    await this.#handOff.drain();
  }

  /** Calls whatever may be called now, hands back whatever must not be called any more. */
  callDue(): void {
    const wasFull = this.#waiting >= TAKEN_MAX;
    this.#callBesideDue();
    for (let first = this.#taken[0]; first; first = this.#taken[0]) {
      // The last look and the start of the call happen in one tick: nothing can be read between them.
      const code = this.#context.mayHandOff()
        ? examine(this.#context, first.release, first.prepared)
        : 'STALE';
      const nowMs = this.#context.clock.monotonicMs();
      if (code === null && this.#pacer.roomAt(nowMs, 1) === 0) break;
      if (code === null && this.#left === 0) break;
      this.#taken.shift();
      this.#takenKeys.delete(keyOf(first.release.ref));
      if (code === null) this.#call(first, nowMs);
      else this.#giveBack(first, code);
    }
    this.#setAlarm();
    if (wasFull && this.#waiting < TAKEN_MAX) this.#onRoom();
  }

  /** Calls that have not begun. */
  get #waiting(): number {
    return this.#taken.length + this.#beside.length;
  }

  #callBesideDue(): void {
    for (let call = this.#beside[0]; call; call = this.#beside[0]) {
      const nowMs = this.#context.clock.monotonicMs();
      if (this.#pacer.roomAt(nowMs, 1) === 0) return;
      this.#beside.shift();
      const paced = this.#pacer.start(nowMs);
      void call().then((backOffMs) => this.#settle(paced, backOffMs));
    }
  }

  #call({ release, prepared }: Taken, nowMs: number): void {
    if (this.#left === CALLS_A_TURN) {
      setImmediate(() => {
        this.#left = CALLS_A_TURN;
        this.callDue();
      });
    }
    this.#left -= 1;
    const paced = this.#pacer.start(nowMs);
    void this.#handOff.call(release, prepared).then((backOffMs) => this.#settle(paced, backOffMs));
  }

  #giveBack({ release }: Taken, code: ReturnCode): void {
    this.#context.telemetry.noteReturned(code);
    this.#writer.giveBack(release.ref, code);
  }

  #settle(paced: PacedCall, backOffMs: number): void {
    const nowMs = this.#context.clock.monotonicMs();
    paced.settledMs = nowMs;
    if (backOffMs > 0) this.#pacer.pauseUntil(nowMs + backOffMs);
    this.callDue();
    this.#onRoom();
  }

  /** For the next start, or for the moment at which the first one grows too old. */
  #setAlarm(): void {
    clearTimeout(this.#timer);
    const first = this.#taken[0];
    const startMs = this.#pacer.nextStartMs(0);
    const untilStartMs = startMs === null ? Infinity : startMs - this.#context.clock.monotonicMs();
    if (!first) {
      // What depends on an answer is looked at again when the answer comes.
      if (this.#beside.length === 0 || untilStartMs === Infinity) return;
      this.#callIn(untilStartMs);
      return;
    }
    const freshMs = freshForMs(this.#context, first.release);
    this.#callIn(Math.min(freshMs, untilStartMs));
  }

  #callIn(waitMs: number): void {
    const ms = Math.ceil(Math.max(0, waitMs)) + TIMER_GRAIN_MS;
    this.#timer = setTimeout(() => this.callDue(), ms);
  }

  #followPolicy(): void {
    const { directory, clock } = this.#context;
    const limits = directory.paceOf(this.#sender.senderId, clock.nowUs());
    if (JSON.stringify(limits) === JSON.stringify(this.#limits)) return;
    this.#limits = limits;
    this.#pacer.setLimits(limits, clock.monotonicMs());
  }
}
