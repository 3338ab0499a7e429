import type { RecordPort } from './record-port.ts';
import { RecordKind } from './records.ts';

/** Texts that are known by a number at once. Above it all begin anew: whoever sends random ones makes nothing grow. */
const NUMBERS_MAX = 4_096;
/** After so many they come round. A late word about an old one then lets a request be read early, and nothing else. */
const NUMBERS = 2 ** 32;
/** Longer than any credential; what stands behind it makes an unknown one no more unknown. */
const TEXT_MAX = 512;

/** Credentials cross to the other thread once and are called by a number from then on. */
export class CredentialNumbers {
  readonly #port: RecordPort;
  #numbers = new Map<string, number>();
  /** Of credentials that the other thread knew lately. */
  #trusted = new Set<number>();
  #next = 0;
  /** Below it are numbers of texts that were given up. */
  #first = 0;

  constructor(port: RecordPort) {
    this.#port = port;
  }

  /** The number of an `authorization` entry. Trusted = a call under it may be read before it is checked. */
  numberOf(text: string): { number: number; isTrusted: boolean } {
    const cut = text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) : text;
    const number = this.#numbers.get(cut) ?? this.#add(cut);
    return { number, isTrusted: this.#trusted.has(number) };
  }

  trust(number: number): void {
    if (number >= this.#first) this.#trusted.add(number);
  }

  #add(text: string): number {
    if (this.#numbers.size >= NUMBERS_MAX) this.#beginAnew();
    const number = this.#next;
    this.#next = (number + 1) % NUMBERS;
    this.#numbers.set(text, number);
    this.#tell(RecordKind.CREDENTIAL, number, Buffer.from(text));
    return number;
  }

  #beginAnew(): void {
    this.#numbers = new Map();
    this.#trusted = new Set();
    this.#first = this.#next;
    this.#tell(RecordKind.CREDENTIALS_OVER, 0);
  }

  #tell(kind: RecordKind, value: number, bytes?: Uint8Array): void {
    this.#port.write({ kind, method: 0, call: 0, value }, bytes);
  }
}
