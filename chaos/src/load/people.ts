import { pickOne, type Random } from './random.ts';

/** People whom one organisation writes to at a time. */
const PEOPLE = 300;
/** The first of them are written to by every organisation: their opt-outs from everybody bind all. */
const SHARED = 30;
/** Whoever opted out is written to for so long all the same, so that refusals are seen, then makes room for another. */
const REPLACED_AFTER_MS = 8_000;
/** Share of messages to somebody who has just had one: this is what the limit for pairs is for. */
const AGAIN_SHARE = 0.15;
const RECENT = 20;
/** People of each organisation who stop and start over and over, and the share of messages that goes to them. */
const REGULARS = 2;
const REGULAR_SHARE = 0.06;

/** The recipients of one organisation, with new ones in place of those who opted out. */
export class People {
  readonly #prefix: string;
  readonly #random: Random;
  /** Who stays, whatever they ask for: their opt-outs and returns are interleaved with messages to them. */
  readonly regulars: readonly string[];
  readonly #numbers: string[];
  readonly #recent: string[] = [];
  readonly #leaving = new Map<string, number>();
  #next = PEOPLE;

  constructor(party: number, random: Random) {
    this.#prefix = `+346${10 + party}`;
    this.#random = random;
    this.regulars = Array.from(
      { length: REGULARS },
      (_, index) => `+3468${7 + index}${party}00001`,
    );
    this.#numbers = Array.from({ length: PEOPLE }, (_, index) => this.#numberOf(index));
  }

  pick(nowMs: number): string {
    this.#replace(nowMs);
    const draw = this.#random();
    if (draw < REGULAR_SHARE) return pickOne(this.regulars, this.#random) ?? '';
    const from = this.#random() < AGAIN_SHARE ? this.#recent : this.#numbers;
    const picked = pickOne(from, this.#random) ?? this.#numbers[0] ?? '';
    this.#recent.push(picked);
    if (this.#recent.length > RECENT) this.#recent.shift();
    return picked;
  }

  /** Somebody who was written to of late and has not opted out. */
  recentOne(): string | undefined {
    return pickOne(
      this.#recent.filter((number) => !this.#leaving.has(number)),
      this.#random,
    );
  }

  optedOut(number: string, nowMs: number): void {
    this.#leaving.set(number, nowMs + REPLACED_AFTER_MS);
  }

  /** The person wants to hear again. */
  returned(number: string): void {
    this.#leaving.delete(number);
  }

  #replace(nowMs: number): void {
    for (const [number, atMs] of this.#leaving) {
      const index = this.#numbers.indexOf(number);
      if (atMs > nowMs || index < 0) continue;
      this.#leaving.delete(number);
      this.#numbers[index] = this.#numberOf(this.#next++);
    }
  }

  #numberOf(index: number): string {
    const prefix = index < SHARED ? '+34699' : this.#prefix;
    return `${prefix}${String(index).padStart(11 - (prefix.length - 1), '0')}`;
  }
}
