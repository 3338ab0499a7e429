import type { SignalFact } from '@hustings/enforcement/rehearsal';
import { initialGateState } from '@hustings/policy';
import { type CompiledLimit, openLimitBook } from '@hustings/policy/gate';
import { dayOf, HOUR_US, SECOND_US } from './clock.ts';
import { mix, type Random } from './random.ts';
import type { Mailing, Sender } from './types.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Places of a new list; more than the longest has people. */
const NEW_LIST_SIZE = 100_000;

/** Longest time that one look at a mailing covers: what is sent within it stands in one entry of the log. */
const LOOK_US = SECOND_US;

/** What stands in a sender's way besides the limits. */
export interface Standing {
  /** May write only to people who have replied. */
  replyOnlyUntilUs: number;
  /** A warning is new until then. */
  warnedUntilUs: number;
  /** A slow start runs from then, as the gate sees it, */
  slowFromUs: number;
  /** until then. */
  slowUntilUs: number;
  /** Frozen from then on. */
  frozenFromUs: number;
}

/** What one look at a mailing brought. */
export interface Look {
  facts: SignalFact[];
  recipients: string[];
  /** When to look again; Infinity = the mailing is over. */
  nextUs: number;
}

/**
 * One sender's messages on their way: the limits of its profile are kept by the oracle's own meters, so that nothing goes out
 * here that the governor would hold back.
 */
export class Outbox {
  readonly sender: Sender;
  readonly #limits: readonly CompiledLimit[];
  readonly #state = initialGateState();
  readonly #random: Random;
  readonly #left = new Set<string>();
  readonly #replied = new Map<string, number>();
  /** By mailing: messages that went out, or whose recipient has left. */
  readonly #progress = new Map<Mailing, number>();
  #strangers = 0;

  constructor(sender: Sender, limits: readonly CompiledLimit[], random: Random) {
    this.sender = sender;
    this.#limits = limits;
    this.#random = random;
  }

  noteReply(recipient: string, atUs: number): void {
    this.#replied.set(recipient, atUs);
  }

  /** An opt-out is honoured: nobody is written to after it. */
  noteDeparture(recipient: string): void {
    this.#left.add(recipient);
  }

  /** Sends what may go out within a second. */
  look(mailing: Mailing, nowUs: number, standing: Standing): Look {
    const facts: SignalFact[] = [];
    const recipients: string[] = [];
    const book = openLimitBook(this.#state, nowUs);
    const { organisationId, senderId } = this.sender;
    let nextUs = nowUs + LOOK_US;
    while (true) {
      const done = this.#progress.get(mailing) ?? 0;
      const isOver = done >= mailing.messages || nowUs >= mailing.endsAtUs;
      if (isOver || nowUs >= standing.frozenFromUs) {
        nextUs = Number.POSITIVE_INFINITY;
        break;
      }
      const recipient = this.#recipientOf(mailing, done);
      if (this.#left.has(recipient)) {
        this.#advance(mailing, done);
        continue;
      }
      const repliedAtUs = this.#replied.get(recipient) ?? 0;
      if (repliedAtUs === 0 && nowUs < standing.replyOnlyUntilUs) {
        nextUs = standing.replyOnlyUntilUs;
        break;
      }
      const inConversation = repliedAtUs > 0 && nowUs - repliedAtUs < 24 * HOUR_US;
      const isStranger = repliedAtUs === 0;
      const paced = nowUs < standing.warnedUntilUs && isStranger;
      const isSlow = nowUs >= standing.slowFromUs && nowUs < standing.slowUntilUs;
      const paces = { paced, slow: isSlow && isStranger };
      const demand = { organisationId, senderId, recipient, units: 1, inConversation, repliedAtUs };
      const spent = book.trySpend(this.#limits, { ...demand, ...paces });
      if (!spent.spent) {
        nextUs = Math.max(spent.freeAtUs, nowUs + 1);
        break;
      }
      this.#advance(mailing, done);
      facts.push(this.#factOf(mailing, { recipient, atUs: nowUs, index: done }));
      recipients.push(recipient);
      if (mailing.gapUs > 0) {
        nextUs = nowUs + mailing.gapUs;
        break;
      }
    }
    book.save();
    return { facts, recipients, nextUs };
  }

  #advance(mailing: Mailing, done: number): void {
    this.#progress.set(mailing, done + 1);
    if (mailing.audience === 'STRANGERS') this.#strangers++;
  }

  /** The list from its beginning, or somebody new. Pseudonyms are uniform, as the vault's are: samples rest on that. */
  #recipientOf(mailing: Mailing, index: number): string {
    const { audience, startUs } = mailing;
    if (audience === 'STRANGERS') {
      return pseudonymOf(this.sender.number, 1_000_000 + this.#strangers);
    }
    const first = audience === 'LIST' ? 0 : 10_000_000 + NEW_LIST_SIZE * dayOf(startUs);
    return pseudonymOf(this.sender.number, first + index);
  }

  #factOf(
    mailing: Mailing,
    { recipient, atUs, index }: { recipient: string; atUs: number; index: number },
  ): SignalFact {
    const { senderId, organisationId } = this.sender;
    const familyId = mailing.families[index % mailing.families.length] ?? '';
    const linkMismatch = mailing.linkMismatch > 0 && this.#random.chance(mailing.linkMismatch);
    const about = { senderId, organisationId, recipient, familyId, linkMismatch };
    return { type: 'MessageReleased', ...about, tool: mailing.tool, atUs, seq: 0 };
  }
}

/** A recipient's pseudonym: uniform in its first characters, different for each. */
export function pseudonymOf(sender: number, who: number): string {
  let bits = mix(mix(sender) ^ who);
  let text = '';
  for (let i = 0; i < 5; i++) {
    text += BASE64URL[bits & 63];
    bits >>>= 6;
  }
  return `${text}-${sender}-${who}`;
}
