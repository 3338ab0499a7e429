import { bitsOf, leadingZeros } from './pseudonym-bits.ts';

/** People that are remembered one by one for each sender; beyond, one in two, four and so on. */
const MAX_KNOWN = 8192;

/** Latest messages that tell whether a sender writes to strangers. */
const LATEST = 32;

/** Days that tell whom a sender usually writes to: more than one, so that a new list of yesterday does not hide an intruder. */
const DAYS_BEFORE = 3;

/** Strangers whose complaints are followed. */
const MAX_STRANGERS = 256;

const DAY_US = 86_400_000_000;

interface Day {
  day: number;
  messages: number;
  strangers: number;
}

/** What acquaintance says about a sender; names and meanings as in `Signals`. */
export interface StrangerSignals {
  strangerShare: number;
  strangerShareBefore: number;
  strangers: number;
  strangerComplaintShare: number;
}

/**
 * Whom a sender has written to before. An honest mailing goes to a list that was written to before, and an intruder brings people
 * of their own. Remembered are 30 bits of each pseudonym, in bounded memory: at level n only of people whose bits begin with n zeros
 * (Gibbons' distinct sampling, VLDB 2001), who stand for all. A fold over the facts with no clock but theirs.
 */
export class Acquaintance {
  readonly #known = new Set<number>();
  #level = 0;
  /** The latest messages that are followed, the oldest first. */
  #latest: { atUs: number; isStranger: boolean }[] = [];
  #today: Day = { day: 0, messages: 0, strangers: 0 };
  /** Days with messages before it, the latest ones. */
  #before: Day[] = [];
  /** Stranger → when first written to, and whether they complained; the earliest first. */
  readonly #strangers = new Map<string, { atUs: number; complained: boolean }>();

  noteMessage(recipient: string, atUs: number): void {
    const bits = bitsOf(recipient);
    if (leadingZeros(bits) < this.#level) return;
    const isStranger = !this.#known.has(bits);
    this.#latest.push({ atUs, isStranger });
    if (this.#latest.length > LATEST) this.#latest.shift();
    this.#countOn(Math.floor(atUs / DAY_US), isStranger);
    if (!isStranger) return;
    this.#strangers.set(recipient, { atUs, complained: false });
    if (this.#strangers.size > MAX_STRANGERS) this.#forgetFirstStranger();
    this.#known.add(bits);
    while (this.#known.size > MAX_KNOWN) this.#raiseLevel();
  }

  noteComplaint(recipient: string): void {
    const stranger = this.#strangers.get(recipient);
    if (stranger) stranger.complained = true;
  }

  /** As of the facts since an instant. */
  signals(sinceUs: number): StrangerSignals {
    const isFull = this.#latest.length === LATEST && (this.#latest[0]?.atUs ?? 0) >= sinceUs;
    const toStrangers = this.#latest.filter(({ isStranger }) => isStranger).length;
    const recent = [...this.#strangers.values()].filter(({ atUs }) => atUs >= sinceUs);
    const complained = recent.filter((each) => each.complained).length;
    return {
      strangerShare: isFull ? toStrangers / LATEST : 0,
      strangerShareBefore: Math.min(
        1,
        ...this.#before.map((each) => each.strangers / each.messages),
      ),
      strangers: recent.length,
      strangerComplaintShare: recent.length === 0 ? 0 : complained / recent.length,
    };
  }

  /** Facts of one log may carry the instants of several machines: an earlier day counts as the present one. */
  #countOn(day: number, isStranger: boolean): void {
    if (day > this.#today.day) {
      if (this.#today.messages > 0)
        this.#before = [...this.#before, this.#today].slice(-DAYS_BEFORE);
      this.#today = { day, messages: 0, strangers: 0 };
    }
    this.#today.messages++;
    if (isStranger) this.#today.strangers++;
  }

  #forgetFirstStranger(): void {
    for (const first of this.#strangers.keys()) {
      this.#strangers.delete(first);
      return;
    }
  }

  #raiseLevel(): void {
    this.#level++;
    for (const bits of this.#known) if (leadingZeros(bits) < this.#level) this.#known.delete(bits);
  }
}
