import { DeliveryMode, OutboundMessage, Priority } from '@hustings/contracts/governor';
import type { LoadOrder, LoadParty } from './order.ts';

const NAMES = ['Ana', 'Íñigo', 'Begoña', 'Joan', 'María José', 'Zoë', 'Núria', 'Ángel'];
const KEY_DIGITS = 8;
const NUMBER_DIGITS = 8;
/** What stands in the encoded pattern where digits go. */
const KEY_PLACE = '#'.repeat(KEY_DIGITS);
const NUMBER_PLACE = '0'.repeat(NUMBER_DIGITS);
const ZERO = 48;

interface Pattern {
  bytes: Buffer;
  keyAt: number;
  numberAt: number;
}

/**
 * Makes requests that differ in key, recipient and name without encoding each: the digits are written into a pattern. So the
 * generator costs little beside the server, and every request is a new one.
 */
export class MessageMint {
  readonly #patterns: Pattern[];
  readonly #recipients: LoadOrder['recipients'];
  #next: number;

  /** `lane` keeps apart the keys of several mints of one run. */
  constructor(order: Pick<LoadOrder, 'run' | 'recipients'>, party: LoadParty, lane: number) {
    this.#patterns = NAMES.map((name) => patternOf(`${order.run}-${lane}`, party, name));
    this.#recipients = order.recipients;
    // Mints of one run write to different people at a time.
    this.#next = lane * 7;
  }

  /** Bytes of the largest message. */
  get maxBytes(): number {
    return Math.max(...this.#patterns.map(({ bytes }) => bytes.length));
  }

  /** Writes the next message as field 1 of its request; returns the offset behind it. */
  writeField(target: Buffer, offset: number): number {
    const index = this.#next++;
    const pattern = this.#patterns[index % this.#patterns.length] as Pattern;
    const { bytes, keyAt, numberAt } = pattern;
    target.writeUInt8(0x0a, offset);
    const start = writeVarint(target, bytes.length, offset + 1);
    bytes.copy(target, start);
    writeDigits(target, { value: index, digits: KEY_DIGITS, offset: start + keyAt });
    const { count, first } = this.#recipients;
    const value = first + (index % count);
    writeDigits(target, { value, digits: NUMBER_DIGITS, offset: start + numberAt });
    return start + bytes.length;
  }
}

function patternOf(keyStart: string, { senderId, campaignId }: LoadParty, name: string): Pattern {
  const message = OutboundMessage.fromPartial({
    idempotencyKey: `${keyStart}-${KEY_PLACE}`,
    senderId,
    campaignId,
    to: `+346${NUMBER_PLACE}`,
    text: `Hola ${name}: el domingo es la votación y tu mesa está en el colegio de siempre. BAJA para no recibir más.`,
    personalParts: [name],
    priority: Priority.PRIORITY_BULK,
    mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE,
  });
  const bytes = Buffer.from(OutboundMessage.encode(message).finish());
  return {
    bytes,
    keyAt: bytes.indexOf(KEY_PLACE),
    numberAt: bytes.indexOf(`+346${NUMBER_PLACE}`) + 4,
  };
}

function writeVarint(target: Buffer, value: number, offset: number): number {
  let rest = value;
  let at = offset;
  for (; rest > 127; rest >>>= 7) target[at++] = (rest & 127) | 128;
  target[at++] = rest;
  return at;
}

function writeDigits(
  target: Buffer,
  { value, digits, offset }: { value: number; digits: number; offset: number },
): void {
  let rest = value;
  for (let at = offset + digits - 1; at >= offset; at--) {
    target[at] = ZERO + (rest % 10);
    rest = Math.floor(rest / 10);
  }
}
