import { setTimeout as pause } from 'node:timers/promises';
import type { DeliveryReport, ReleaseRef } from '@hustings/contracts/dispatch';
import type { ReturnCode } from '../domain/last-look.ts';
import type { TakeUp } from '../domain/outbox.ts';
import { keyOf, type Release } from '../domain/release.ts';
import type { Prepared } from '../ports/content.ts';
import type { SenderRef } from '../ports/dispatch-records.ts';
import { DueCalls } from './due-calls.ts';
import { examine, freshForMs } from './examine.ts';
import type { LaneContext } from './lane-context.ts';
import { OutboxWriter } from './outbox-writer.ts';

/** Messages that are opened ahead of their turn: more than pacing lets out at once. */
const OPENED_AHEAD = 64;
/** When the content streams or the log cannot be read, they are asked again after this. */
const RETRY_MS = 250;
/**
 * What is taken up has this share of its time left for its call to begin. Else a dispatcher that is behind takes up what has grown
 * old when its turn comes: two commits and a text opened, for nothing.
 */
const CALL_SHARE = 0.4;
/** Timers of Node count whole milliseconds and may fire early. */
const TIMER_GRAIN_MS = 1;

/** A release that waits for its turn. */
interface Waiting {
  release: Release;
  /** Undefined until opened; null = there is nothing to send. */
  prepared: Prepared | null | undefined;
  opening: boolean;
}

type Batch = { waiting: Waiting; take: TakeUp }[];

/** One sender's releases in the order of their decisions: opened, looked at, recorded as taken up, then called when due. */
export class SenderLane {
  readonly sender: SenderRef;
  readonly #context: LaneContext;
  readonly #writer: OutboxWriter;
  readonly #due: DueCalls;
  #waiting: Waiting[] = [];
  /** Decision numbers up to here were offered or taken up: a repetition in the log is not offered again. */
  #seenThrough = 0;
  /** Started by somebody, not known to have ended. */
  readonly #open = new Map<string, ReleaseRef>();
  #running = false;
  /** Something may have changed since the lane last looked. */
  #wanted = false;
  #timer: NodeJS.Timeout | undefined;
  /** Something was opened in this turn of the event loop. */
  #wakesSoon = false;

  constructor(sender: SenderRef, context: LaneContext) {
    this.sender = sender;
    this.#context = context;
    this.#writer = new OutboxWriter(context.records, sender, context.logger);
    this.#due = new DueCalls(context, {
      sender,
      writer: this.#writer,
      onRoom: () => this.wake(),
    });
  }

  /** A release that was read from the log. */
  offer(release: Release): void {
    const number = Number(release.ref.decisionNumber);
    if (number <= this.#seenThrough) return;
    this.#seenThrough = number;
    this.#waiting.push({ release, prepared: undefined, opening: false });
    this.wake();
  }

  /** Hand-offs that the log shows as started, by us or by another process. */
  noteStarted(refs: ReleaseRef[]): void {
    for (const ref of refs) this.#open.set(keyOf(ref), ref);
    this.#noteTaken(refs);
  }

  /** Hand-offs that the log shows as ended or handed back. */
  noteEnded(refs: ReleaseRef[]): void {
    for (const ref of refs) this.#open.delete(keyOf(ref));
    this.#noteTaken(refs);
  }

  report(reports: DeliveryReport[]): Promise<void> {
    return this.#writer.report(reports);
  }

  /** Makes a call that is no release, under the same pacing as these; it resolves to a back-off in milliseconds. */
  callBeside(call: () => Promise<number>): void {
    this.#due.callBeside(call);
  }

  /** Releases received and not finished. */
  get openCount(): number {
    return this.#waiting.length + this.#open.size;
  }

  /** Started hand-offs that this process does not work on: an earlier process left them, or a commit in doubt. */
  abandoned(): ReleaseRef[] {
    return [...this.#open.values()].filter((ref) => !this.#due.holds(keyOf(ref)));
  }

  /** Finds out what became of abandoned hand-offs and records it. */
  settleAbandoned(refs: ReleaseRef[]): Promise<void> {
    return this.#due.settleAbandoned(refs);
  }

  /** Looks whether something can be done now. */
  wake(): void {
    this.#wanted = true;
    if (this.#running || !this.#mayRun()) return;
    this.#running = true;
    void this.#run().finally(() => {
      this.#running = false;
      // A wake between the end of the run and this tick found it running.
      if (this.#wanted) this.wake();
      else this.#wakeLater();
    });
  }

  /** Resolves when no call is out and everything is recorded. */
  async drain(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#due.drain();
    await this.#writer.drain();
  }

  async #run(): Promise<void> {
    while (this.#wanted && this.#mayRun()) {
      this.#wanted = false;
      this.#openAhead();
      const batch = this.#pickBatch();
      if (batch.length === 0) continue;
      await this.#takeUp(batch);
      this.#wanted = true;
    }
  }

  #mayRun(): boolean {
    return this.#context.mayHandOff() && !this.#context.signal.aborted;
  }

  /** From the front: whatever must be handed back, and as many to hand off as there is room for. */
  #pickBatch(): Batch {
    let room = this.#due.room(this.#waiting.length);
    const batch: Batch = [];
    for (const waiting of this.#waiting) {
      const code = this.#examine(waiting);
      if (code === 'NOT_OPENED' || (code === null && room === 0)) break;
      if (code === null) room--;
      batch.push({ waiting, take: { ref: waiting.release.ref, verdict: code ?? 'HAND_OFF' } });
    }
    return batch;
  }

  async #takeUp(batch: Batch): Promise<void> {
    let taken: ReadonlySet<string>;
    try {
      taken = await this.#writer.take(batch.map((each) => each.take));
    } catch {
      // Nothing was stored, or the process stops: what stands as started all the same is settled as abandoned.
      await pause(RETRY_MS);
      return;
    }
    const done = new Set(batch.map((each) => each.waiting));
    this.#waiting = this.#waiting.filter((waiting) => !done.has(waiting));
    for (const { waiting, take } of batch) {
      if (!taken.has(keyOf(take.ref))) {
        // Another dispatcher serves this sender: how it paces is not known here.
        this.#due.forgetPast();
      } else if (take.verdict !== 'HAND_OFF') {
        this.#context.telemetry.noteReturned(take.verdict);
      } else if (waiting.prepared) {
        this.#due.add(waiting.release, waiting.prepared);
      }
    }
  }

  #examine({ release, prepared }: Waiting): ReturnCode | 'NOT_OPENED' | null {
    if (this.#goodForMs(release) <= 0) return 'STALE';
    return prepared === undefined ? 'NOT_OPENED' : examine(this.#context, release, prepared);
  }

  /** Milliseconds for which a release may still be taken up. */
  #goodForMs(release: Release): number {
    const { clock, directory } = this.#context;
    const keptMs = directory.releaseMaxAgeMs(clock.nowUs()) * CALL_SHARE;
    return freshForMs(this.#context, release) - keptMs;
  }

  #openAhead(): void {
    for (const waiting of this.#waiting.slice(0, OPENED_AHEAD)) {
      if (waiting.opening || waiting.prepared !== undefined) continue;
      if (this.#goodForMs(waiting.release) <= 0) continue;
      waiting.opening = true;
      void this.#openOne(waiting);
    }
  }

  async #openOne(waiting: Waiting): Promise<void> {
    const from = this.#context.directory.sender(this.sender.senderId)?.address;
    try {
      waiting.prepared =
        from === undefined ? null : await this.#context.contents.prepare(waiting.release, from);
      this.#wakeOnceOpened();
    } catch (error) {
      this.#context.logger.warn({ err: error, senderId: this.sender.senderId }, 'content not read');
      this.#wakeIn(RETRY_MS);
    } finally {
      waiting.opening = false;
    }
  }

  /** Messages of one group are opened within one turn of the event loop: they are taken up together, in one commit. */
  #wakeOnceOpened(): void {
    if (this.#wakesSoon) return;
    this.#wakesSoon = true;
    setImmediate(() => {
      this.#wakesSoon = false;
      this.wake();
    });
  }

  #noteTaken(refs: ReleaseRef[]): void {
    const through = Math.max(0, ...refs.map((ref) => Number(ref.decisionNumber)));
    this.#seenThrough = Math.max(this.#seenThrough, through);
    // They wait in the order of their decisions.
    const rest = this.#waiting.findIndex(
      ({ release }) => Number(release.ref.decisionNumber) > through,
    );
    this.#waiting.splice(0, rest < 0 ? this.#waiting.length : rest);
  }

  /** Sets the alarm for the next room, or for the moment at which the front grows too old. */
  #wakeLater(): void {
    const front = this.#waiting[0];
    if (!front || !this.#mayRun()) return;
    const goodMs = Math.max(0, this.#goodForMs(front.release));
    const roomMs = front.prepared === undefined ? null : this.#due.msUntilRoom();
    this.#wakeIn(Math.min(goodMs, roomMs ?? goodMs));
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.ceil(ms) + TIMER_GRAIN_MS);
  }
}
