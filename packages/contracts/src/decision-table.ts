import { LENGTH_DELIMITED, tagOf, VARINT, WireScanner } from './scan.ts';

/** Columns of a table: numbers as they are, and where something stands in the bytes: its place and its length. */
const KIND = 0;
const OUTCOME = 1;
const ATTEMPT = 2;
const UNITS = 3;
const PRIORITY = 4;
const NUMBER_AT = 5;
const ESTIMATE_AT = 6;
export const MESSAGE = 7;
export const ORGANISATION = 9;
export const SENDER = 11;
export const CAMPAIGN = 13;
export const RECIPIENT = 15;
export const KEY = 17;
export const REQUEST_HASH = 19;
export const PLACE = 21;
/** The whole decision. */
export const DECISION = 23;
const COLUMNS = 25;

/** Columns that stand for a place and a length. */
export type Text =
  | typeof MESSAGE
  | typeof ORGANISATION
  | typeof SENDER
  | typeof CAMPAIGN
  | typeof RECIPIENT
  | typeof KEY
  | typeof REQUEST_HASH
  | typeof PLACE
  | typeof DECISION;

const NONE = 255;

/** Columns of a decision's fields, by the tags of those. */
const COLUMN_OF = new Uint8Array(256).fill(NONE);
COLUMN_OF[tagOf(1, VARINT)] = NUMBER_AT;
COLUMN_OF[tagOf(2, VARINT)] = KIND;
COLUMN_OF[tagOf(3, LENGTH_DELIMITED)] = MESSAGE;
COLUMN_OF[tagOf(4, LENGTH_DELIMITED)] = ORGANISATION;
COLUMN_OF[tagOf(5, LENGTH_DELIMITED)] = SENDER;
COLUMN_OF[tagOf(6, LENGTH_DELIMITED)] = CAMPAIGN;
COLUMN_OF[tagOf(9, LENGTH_DELIMITED)] = RECIPIENT;
COLUMN_OF[tagOf(10, LENGTH_DELIMITED)] = KEY;
COLUMN_OF[tagOf(11, LENGTH_DELIMITED)] = REQUEST_HASH;
COLUMN_OF[tagOf(12, VARINT)] = PRIORITY;
COLUMN_OF[tagOf(14, VARINT)] = UNITS;
COLUMN_OF[tagOf(16, VARINT)] = OUTCOME;
COLUMN_OF[tagOf(20, VARINT)] = ESTIMATE_AT;
COLUMN_OF[tagOf(24, VARINT)] = ATTEMPT;
COLUMN_OF[tagOf(25, LENGTH_DELIMITED)] = PLACE;

/** Of a `DecisionsRecorded` and its cut. */
const CALL_TAG = tagOf(1, VARINT);
const DECIDED_AT_TAG = tagOf(3, VARINT);
const CUT_TAG = tagOf(4, LENGTH_DELIMITED);
const DECISION_TAG = tagOf(5, LENGTH_DELIMITED);
const GATE_SEQ_TAG = tagOf(1, VARINT);

/** Decisions for which there is room at first. */
const FIRST_ROWS = 128;

let scratch = new Int32Array(FIRST_ROWS * COLUMNS);

/**
 * The decisions in the bytes of a `DecisionsRecorded` event (governor/v1/events.proto), of which the store is told what they
 * leave. Nothing is made of a field before it is asked for: most fields of most decisions never are.
 */
export class DecisionTable {
  readonly bytes: Buffer;
  /** Number of the script call. */
  readonly call: number = 0;
  /** Instant of the call, µs. */
  readonly decidedAtUs: number = 0;
  /** The gate's sequence that the decisions have seen. */
  readonly gateSeq: number = 0;
  /** Decisions. */
  readonly rows: number;
  readonly #cells: Int32Array;

  /** Throws `RangeError` for bytes that are no such event. */
  constructor(data: Uint8Array) {
    this.bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    const scanner = new WireScanner(this.bytes);
    let rows = 0;
    for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) {
      if (tag === DECISION_TAG) scanDecision(scanner, rows++ * COLUMNS);
      else if (tag === CALL_TAG) this.call = scanner.varint();
      else if (tag === DECIDED_AT_TAG) this.decidedAtUs = scanner.varint();
      else if (tag === CUT_TAG) this.gateSeq = scanGateSeq(scanner, this.gateSeq);
      else scanner.skip(tag);
    }
    this.rows = rows;
    this.#cells = scratch.slice(0, rows * COLUMNS);
  }

  /** `DecisionKind`. */
  kind(row: number): number {
    return this.#cell(row, KIND);
  }

  /** `Outcome`. */
  outcome(row: number): number {
    return this.#cell(row, OUTCOME);
  }

  releaseAttempt(row: number): number {
    return this.#cell(row, ATTEMPT) >>> 0;
  }

  units(row: number): number {
    return this.#cell(row, UNITS) >>> 0;
  }

  /** `Priority`. */
  priority(row: number): number {
    return this.#cell(row, PRIORITY);
  }

  number(row: number): number {
    return this.#varintAt(this.#cell(row, NUMBER_AT));
  }

  estimatedReleaseAtUs(row: number): number {
    return this.#varintAt(this.#cell(row, ESTIMATE_AT));
  }

  /** Where a text begins in `bytes`. */
  place(row: number, text: Text): number {
    return this.#cell(row, text);
  }

  /** Its length in bytes. */
  size(row: number, text: Text): number {
    return this.#cell(row, text + 1);
  }

  text(row: number, text: Text): string {
    const from = this.#cell(row, text);
    return this.bytes.toString('utf8', from, from + this.#cell(row, text + 1));
  }

  /** Whether a text is the same in two rows. */
  isSame(row: number, other: number, text: Text): boolean {
    const size = this.size(row, text);
    if (size !== this.size(other, text)) return false;
    const [from, to] = [this.place(row, text), this.place(other, text)];
    for (let at = 0; at < size; at++) {
      if (this.bytes[from + at] !== this.bytes[to + at]) return false;
    }
    return true;
  }

  #cell(row: number, column: number): number {
    return this.#cells[row * COLUMNS + column] ?? 0;
  }

  /** No number stands at the very beginning: before it comes its tag. */
  #varintAt(place: number): number {
    if (place === 0) return 0;
    const scanner = new WireScanner(this.bytes);
    scanner.at = place;
    return scanner.varint();
  }
}

function scanDecision(scanner: WireScanner, base: number): void {
  if (base === scratch.length) scratch = doubled(scratch);
  const cells = scratch;
  cells.fill(0, base, base + COLUMNS);
  const outer = scanner.enter();
  const from = scanner.at;
  for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) scanField(scanner, tag, base);
  cells[base + DECISION] = from;
  cells[base + DECISION + 1] = scanner.at - from;
  scanner.leave(outer);
}

function scanField(scanner: WireScanner, tag: number, base: number): void {
  const cells = scratch;
  const column = COLUMN_OF[tag] ?? NONE;
  if (column === NONE) scanner.skip(tag);
  else if (column === NUMBER_AT || column === ESTIMATE_AT) {
    cells[base + column] = scanner.at;
    scanner.varint();
  } else if ((tag & 7) === VARINT) cells[base + column] = scanner.varint();
  else {
    const length = scanner.length();
    cells[base + column] = scanner.at;
    cells[base + column + 1] = length;
    scanner.at += length;
  }
}

function scanGateSeq(scanner: WireScanner, before: number): number {
  let gateSeq = before;
  const outer = scanner.enter();
  for (let tag = scanner.tag(); tag !== 0; tag = scanner.tag()) {
    if (tag === GATE_SEQ_TAG) gateSeq = scanner.varint();
    else scanner.skip(tag);
  }
  scanner.leave(outer);
  return gateSeq;
}

function doubled(cells: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(cells.length * 2);
  grown.set(cells);
  return grown;
}
