import { SlidingWindow } from './sliding-window.ts';

/** Providers count by the second. */
export const LIMIT_WINDOW_MS = 1000;
/** No number may write so many service texts to one person in a day: answers to STOP and HELP, and one question. */
const SERVICE_TEXTS_PER_DAY = 2;
const DAY_MS = 86_400_000;
/** Violations named in the report; all are counted. */
const NAMED_VIOLATIONS = 20;

/** One call of POST /v1/messages that named a sender and a recipient. */
export interface Arrival {
  /** Number of the arrival, from 1 on. */
  n: number;
  /** Monotonic clock of the provider, milliseconds. */
  at_ms: number;
  from: string;
  to: string;
  client_ref: string;
  text: string;
  outcome: 'accepted' | 'rejected';
  /** Why it was rejected. */
  code?: string;
}

export interface SenderCounts {
  account: string;
  limitPerSecond: number;
  arrivals: number;
  accepted: number;
  rejected: number;
  delivered: number;
  /** Highest count of arrivals, accepted or not, in any half-open window of one second. */
  maxPerSecond: number;
}

interface SenderState extends SenderCounts {
  arriving: SlidingWindow;
  taken: SlidingWindow;
}

export interface RecipientCounts {
  arrivals: number;
  accepted: number;
  delivered: number;
}

/** The provider's own books: they trust nothing that a caller says about itself. */
export class Traffic {
  readonly arrivals: Arrival[] = [];
  readonly senders = new Map<string, SenderState>();
  readonly recipients = new Map<string, RecipientCounts>();
  readonly duplicates = { clientRefs: 0, contents: 0 };
  optOutViolations = 0;
  /** What the senders' system wrote by itself. It may reach people who have stopped, within bounds of its own. */
  readonly serviceTexts: Arrival[] = [];
  serviceViolations = 0;
  readonly violations: Pick<Arrival, 'n' | 'from' | 'to' | 'client_ref'>[] = [];
  readonly #clientRefs = new Set<string>();
  readonly #contents = new Set<string>();
  /** `<account> <recipient>`, or `* <recipient>` for those who opted out from everybody. */
  readonly #stopped = new Set<string>();

  /** Counts an arrival before anything is decided about it. Returns the accepted ones of the last second. */
  countArrival(
    call: { from: string; to: string; account: string; limit: number; isService: boolean },
    now: number,
  ) {
    const sender = this.#senderOf(call);
    sender.limitPerSecond = call.limit;
    sender.maxPerSecond = Math.max(sender.maxPerSecond, sender.arriving.add(now));
    if (!call.isService) {
      sender.arrivals++;
      this.#recipientOf(call.to).arrivals++;
    }
    const inWindow = sender.taken.countAt(now);
    return { inWindow, roomInMs: sender.taken.msUntilRoom(now) };
  }

  /** Enters a counted arrival into the list, with what became of it. */
  record(arrival: Omit<Arrival, 'n'>, account: string): void {
    const entry: Arrival = { n: this.arrivals.length + 1, ...arrival };
    this.arrivals.push(entry);
    if (this.#isStopped(account, entry.to)) this.#countViolation(entry);
    const sender = this.senders.get(entry.from);
    if (!sender) return;
    if (entry.outcome === 'rejected') {
      sender.rejected++;
      return;
    }
    sender.accepted++;
    sender.taken.add(entry.at_ms);
    this.#recipientOf(entry.to).accepted++;
    this.#countDuplicates(entry);
  }

  /**
   * Enters a text that the sender declares to be a service text. Whoever calls a campaign's message so is found out: too many
   * for one person, or a link in it.
   */
  recordService(arrival: Omit<Arrival, 'n'>, account: string): void {
    const { to, text, at_ms } = arrival;
    const earlier = this.serviceTexts.filter(
      (each) => each.to === to && this.senders.get(each.from)?.account === account,
    );
    const lately = earlier.filter((each) => each.at_ms > at_ms - DAY_MS);
    const isTooMuch = lately.length >= SERVICE_TEXTS_PER_DAY;
    const isRepeated = lately.some((each) => each.text === text);
    if (isTooMuch || isRepeated || /https?:/i.test(text)) this.serviceViolations++;
    this.serviceTexts.push({ n: this.serviceTexts.length + 1, ...arrival });
    this.senders.get(arrival.from)?.taken.add(at_ms);
  }

  /** Messages that the recipient has now got from this number, this one included. */
  countDelivery(from: string, to: string): void {
    const sender = this.senders.get(from);
    if (sender) sender.delivered++;
    this.#recipientOf(to).delivered++;
  }

  /** From now on an arrival for this recipient is a violation. `account` null = from whomever. */
  recordStop(account: string | null, recipient: string): void {
    this.#stopped.add(`${account ?? '*'} ${recipient}`);
  }

  senderCounts(): Record<string, SenderCounts> {
    return Object.fromEntries(
      [...this.senders].map(([number, { arriving: _, taken: __, ...counts }]) => [number, counts]),
    );
  }

  #isStopped(account: string, recipient: string): boolean {
    return this.#stopped.has(`${account} ${recipient}`) || this.#stopped.has(`* ${recipient}`);
  }

  #countViolation({ n, from, to, client_ref }: Arrival): void {
    this.optOutViolations++;
    if (this.violations.length < NAMED_VIOLATIONS)
      this.violations.push({ n, from, to, client_ref });
  }

  #countDuplicates(arrival: Arrival): void {
    const content = `${arrival.from} ${arrival.to} ${arrival.text}`;
    if (this.#clientRefs.has(arrival.client_ref)) this.duplicates.clientRefs++;
    if (this.#contents.has(content)) this.duplicates.contents++;
    this.#clientRefs.add(arrival.client_ref);
    this.#contents.add(content);
  }

  #senderOf(call: { from: string; account: string; limit: number }): SenderState {
    let sender = this.senders.get(call.from);
    if (!sender) {
      sender = {
        account: call.account,
        limitPerSecond: call.limit,
        arrivals: 0,
        accepted: 0,
        rejected: 0,
        delivered: 0,
        maxPerSecond: 0,
        arriving: new SlidingWindow(LIMIT_WINDOW_MS),
        taken: new SlidingWindow(LIMIT_WINDOW_MS),
      };
      this.senders.set(call.from, sender);
    }
    return sender;
  }

  #recipientOf(to: string): RecipientCounts {
    let recipient = this.recipients.get(to);
    if (!recipient) {
      recipient = { arrivals: 0, accepted: 0, delivered: 0 };
      this.recipients.set(to, recipient);
    }
    return recipient;
  }
}
