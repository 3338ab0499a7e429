import { DeliveryMode, OutboundMessage } from '@hustings/contracts/governor';
import type { ChaosParty } from '../world/open-world.ts';
import type { People } from './people.ts';
import type { Random } from './random.ts';

/** Share of messages whose text the classifier has not seen yet. */
const NEW_TEXT_SHARE = 0.1;
/** Share of long texts, of two or three SMS segments. */
const LONG_SHARE = 0.15;
const FILLER = ' We look forward to seeing you there and to hearing what you think.';

/** Makes the messages of one organisation. Each text occurs once, so that the provider's copy tells whose it is. */
export class Messages {
  readonly #party: ChaosParty;
  readonly #people: People;
  readonly #random: Random;
  readonly #run: string;
  #next = 0;

  constructor(options: { party: ChaosParty; people: People; random: Random; run: string }) {
    this.#party = options.party;
    this.#people = options.people;
    this.#random = options.random;
    this.#run = options.run;
  }

  make(nowMs: number): OutboundMessage {
    const { senderId, campaignId, kind, profile } = this.#party;
    const number = this.#next++;
    const key = `${this.#run}-${kind}-${profile}-${number}`;
    const isNew = this.#random() < NEW_TEXT_SHARE;
    const name = nameOf(number);
    const words = isNew ? `about item ${number}` : 'about Thursday';
    const long = this.#random() < LONG_SHARE ? FILLER.repeat(this.#random() < 0.5 ? 3 : 5) : '';
    return OutboundMessage.fromPartial({
      idempotencyKey: key,
      senderId,
      campaignId,
      to: this.#people.pick(nowMs),
      text: `Hello ${name}: a word ${words}. ${kind} ${profile}.${long}`,
      personalParts: [name],
      mode:
        kind === 'queued'
          ? DeliveryMode.DELIVERY_MODE_QUEUED
          : DeliveryMode.DELIVERY_MODE_IMMEDIATE,
    });
  }
}

/** A name of letters only, another one for each number: personal parts may hold no digits. */
function nameOf(number: number): string {
  const letters = String(number)
    .split('')
    .map((digit) => 'abcdefghij'[Number(digit)]);
  return `Q${letters.join('')}x`;
}
