import { Acquaintance } from './acquaintance.ts';

const DAY_US = 86_400_000_000;
const HOUR_US = 3_600_000_000;

/** Days that make the baseline: four weeks, so that each weekday is in it as often. */
const BASELINE_DAYS = 28;

/** Tools, credentials and seats that are told apart for one sender. One beyond is new each time it is seen. */
const MAX_TOOLS = 64;

/** "100 messages in 15 seconds, five minutes after registration" (WhatsApp, Stopping Abuse, 2019): the span. */
const BURST_SPAN_US = 15_000_000;

/** How long a sender is a newcomer. */
const NEWCOMER_US = HOUR_US;

/** Where a burst stops being counted: no rule needs to tell more apart, and memory stays bounded. */
const MAX_BURST = 400;

/** People need time to read: what happened in the current hour of the clock and the one before it does not count yet. */
const UNSETTLED_HOURS = 2;

/** What was sent, and what people said to it. */
interface Tally {
  messages: number;
  complaints: number;
}

/**
 * What is remembered of a sender beyond the window: when it came, how much it usually sends, through what. It accuses of nothing by
 * itself, so no step and no policy resets it. A fold over the facts in the order of the log, with no clock but theirs.
 */
export class SenderPast {
  #registeredAtUs: number | null;
  /** By day, the oldest first. */
  readonly #days = new Map<number, Tally>();
  /** By hour, the latest ones. */
  readonly #hours = new Map<number, Tally>();
  /** Whom it has written to before. */
  readonly acquaintance = new Acquaintance();
  readonly #tools = new Map<string, number>();
  /** When the first tool was first used; null before. */
  #firstToolAtUs: number | null = null;
  #recent: number[] = [];
  #burst = 0;

  /** `registeredAtUs` is null for a sender whose registration the log does not hold: its first message counts. */
  constructor(registeredAtUs: number | null) {
    this.#registeredAtUs = registeredAtUs;
  }

  noteRegistration(atUs: number): void {
    this.#registeredAtUs = atUs;
  }

  noteMessage(atUs: number, tool: string, recipient: string): void {
    this.#registeredAtUs ??= atUs;
    this.acquaintance.noteMessage(recipient, atUs);
    this.#dayAt(atUs).messages++;
    this.#hourAt(atUs).messages++;
    if (!this.#tools.has(tool) && this.#tools.size < MAX_TOOLS) this.#tools.set(tool, atUs);
    this.#firstToolAtUs ??= atUs;
    if (atUs - this.#registeredAtUs <= NEWCOMER_US) this.#noteBurst(atUs);
  }

  /** Somebody who had been written to left or blocked the sender; '' = nobody knows who. */
  noteComplaint(atUs: number, recipient: string): void {
    this.acquaintance.noteComplaint(recipient);
    this.#dayAt(atUs).complaints++;
    this.#hourAt(atUs).complaints++;
  }

  /**
   * Messages of the 28 days up to an instant; and complaints for each message, 0 to 1, both as they stood an hour or two before: a
   * mailing of the last minutes has no answers yet, and would hide what people said to the one before.
   */
  month(atUs: number): { sent: number; complaintShare: number } {
    const { messages, complaints } = this.#sum(Math.floor(atUs / DAY_US) + 1);
    const settled = { messages, complaints };
    for (const [hour, tally] of this.#hours) {
      if (hour <= Math.floor(atUs / HOUR_US) - UNSETTLED_HOURS) continue;
      settled.messages -= tally.messages;
      settled.complaints -= tally.complaints;
    }
    const share = settled.messages <= 0 ? 0 : settled.complaints / settled.messages;
    return { sent: messages, complaintShare: Math.min(1, Math.max(0, share)) };
  }

  /** True when a tool was first used at or after an instant, and another one before it. */
  isNewTool(tool: string, sinceUs: number): boolean {
    const first = this.#firstToolAtUs;
    return first !== null && first < sinceUs && (this.#tools.get(tool) ?? sinceUs) >= sinceUs;
  }

  ageHours(atUs: number): number {
    return this.#registeredAtUs === null ? 0 : Math.max(0, atUs - this.#registeredAtUs) / HOUR_US;
  }

  /** The burst of the first hour, while that hour is younger than `sinceUs`. */
  newcomerBurst(sinceUs: number): number {
    const until = (this.#registeredAtUs ?? 0) + NEWCOMER_US;
    return until >= sinceUs ? this.#burst : 0;
  }

  /** Days with messages before an instant, and messages on such a day on average. */
  baseline(beforeUs: number): { days: number; perDay: number } {
    const { days, messages } = this.#sum(Math.floor(beforeUs / DAY_US));
    return { days, perDay: days === 0 ? 0 : messages / days };
  }

  #dayAt(atUs: number): Tally {
    return tallyOf(this.#days, Math.floor(atUs / DAY_US), BASELINE_DAYS + 2);
  }

  #hourAt(atUs: number): Tally {
    return tallyOf(this.#hours, Math.floor(atUs / HOUR_US), UNSETTLED_HOURS + 1);
  }

  /** The four weeks that end before a day; `days` counts those with messages. */
  #sum(end: number): Tally & { days: number } {
    const sum = { days: 0, messages: 0, complaints: 0 };
    for (const [number, { messages, complaints }] of this.#days) {
      if (number >= end || number < end - BASELINE_DAYS) continue;
      if (messages > 0) sum.days++;
      sum.messages += messages;
      sum.complaints += complaints;
    }
    return sum;
  }

  #noteBurst(atUs: number): void {
    if (this.#burst >= MAX_BURST) return;
    this.#recent = this.#recent.filter((each) => each > atUs - BURST_SPAN_US);
    if (this.#recent.length < MAX_BURST) this.#recent.push(atUs);
    this.#burst = Math.max(this.#burst, this.#recent.length);
  }
}

/** The tally of a day or hour; of more than `kept` the oldest are forgotten. */
function tallyOf(tallies: Map<number, Tally>, number: number, kept: number): Tally {
  const known = tallies.get(number);
  if (known) return known;
  const tally = { messages: 0, complaints: 0 };
  tallies.set(number, tally);
  for (const oldest of tallies.keys()) {
    if (tallies.size <= kept || oldest === number) break;
    tallies.delete(oldest);
  }
  return tally;
}
