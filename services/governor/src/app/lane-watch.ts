import type { Clock } from '@hustings/kernel';
import type { GateItem, GateVerdict } from '@hustings/policy';
import type { Peeked, PeekOptions } from '@hustings/redis-scripts';

/** Most queued messages of one sender, and most senders, that one group tries. */
const PER_SENDER_MAX = 32;
const SENDERS_MAX = 16;
/** Most waiting senders that a peek is told to pass over: the script's own bound. */
const SKIP_MAX = 256;
/** Clocks differ and step: the lanes are looked at this often whatever was foreseen. */
const LOOK_AGAIN_MAX_MS = 60_000;

/** Knows when a gate's lanes are worth a look, and which senders have to wait until when. */
export class LaneWatch {
  readonly #clock: Clock;
  readonly #onDue: () => void;
  /** Sender → instant of the store's clock at which it may go on; 0 = when a fact changes something. */
  readonly #waitingSenders = new Map<string, number>();
  #afterSender = '';
  #due = true;
  #timer: NodeJS.Timeout | null = null;
  #timerAtUs = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock;
    this.#onDue = onDue;
  }

  get due(): boolean {
    return this.#due;
  }

  /** The lanes may hold something; `forget` = waiting senders may go on as well. */
  wake(forget: boolean): void {
    if (forget) this.#waitingSenders.clear();
    this.#due = true;
    this.#onDue();
  }

  /** What to ask of the next peek. A wake that comes while it is out asks for another one. */
  peekOptions(): Omit<PeekOptions, 'epoch'> {
    this.#due = false;
    this.#dropOver();
    return {
      perSender: PER_SENDER_MAX,
      senders: SENDERS_MAX,
      afterSender: this.#afterSender,
      skip: [...this.#waitingSenders.keys()].slice(0, SKIP_MAX),
    };
  }

  /** A peek without messages ends the look; one with some is followed by another. */
  notePeek(peeked: Peeked): void {
    this.#afterSender = peeked.lastSender;
    if (peeked.messages.length > 0) this.#due = true;
  }

  /** Senders whose message has to wait are passed over until the earliest of their times. */
  noteVerdicts(items: GateItem[], verdicts: GateVerdict[]): void {
    for (const [index, verdict] of verdicts.entries()) {
      const senderId = items[index]?.context.senderId;
      if (verdict.answer !== 'WAIT' || senderId === undefined) continue;
      const known = this.#waitingSenders.get(senderId) ?? 0;
      const earliest =
        known === 0 ? verdict.againAtUs : Math.min(known, verdict.againAtUs || known);
      this.#waitingSenders.set(senderId, earliest);
      if (earliest > 0) this.#lookAgainAt(earliest);
    }
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
  }

  #dropOver(): void {
    const nowUs = Number(this.#clock.nowUs());
    for (const [senderId, atUs] of this.#waitingSenders) {
      if (atUs > 0 && atUs <= nowUs) this.#waitingSenders.delete(senderId);
    }
  }

  #lookAgainAt(atUs: number): void {
    if (atUs >= this.#timerAtUs) return;
    this.#timerAtUs = atUs;
    if (this.#timer) clearTimeout(this.#timer);
    // One millisecond more, so that the look is not a hair too early.
    const inMs = (atUs - Number(this.#clock.nowUs())) / 1000 + 1;
    this.#timer = setTimeout(
      () => this.#wakeByTime(),
      Math.min(Math.max(inMs, 1), LOOK_AGAIN_MAX_MS),
    );
  }

  #wakeByTime(): void {
    this.#timerAtUs = Number.POSITIVE_INFINITY;
    this.#timer = null;
    this.wake(false);
    // Whoever waits longer needs a timer of its own again.
    for (const atUs of this.#waitingSenders.values()) {
      if (atUs > Number(this.#clock.nowUs())) this.#lookAgainAt(atUs);
    }
  }
}
