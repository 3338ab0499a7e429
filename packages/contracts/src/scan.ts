const LOW_7 = 0x7f;
const MORE = 0x80;
const UNIT_OF_SECOND = 128;
const VARINT_BYTES = 10;
const FIXED64_BYTES = 8;
const FIXED32_BYTES = 4;

/**
 * Reads fields of a protobuf message where they stand (Protocol Buffers, "Encoding"): of what nobody asks for only the length
 * is read. Like a decoder it throws `RangeError` for what ends too early; what is skipped is not looked into.
 */
export class WireScanner {
  readonly bytes: Uint8Array;
  /** Of the next byte. */
  at = 0;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#end = bytes.length;
  }

  /** Number and wire type of the next field, as they stand; 0 at the end of the message. */
  tag(): number {
    return this.at >= this.#end ? 0 : this.varint();
  }

  /** A number that is not negative, exact up to 2^53. */
  varint(): number {
    const first = this.#next();
    if (first < MORE) return first;
    let value = first & LOW_7;
    let unit = UNIT_OF_SECOND;
    for (let bytes = 1; bytes < VARINT_BYTES; bytes++) {
      const byte = this.#next();
      value += (byte & LOW_7) * unit;
      if (byte < MORE) return value;
      unit *= UNIT_OF_SECOND;
    }
    throw new RangeError('invalid varint encoding');
  }

  /** Bytes of the text, the bytes or the message that begins at `at` behind it. */
  length(): number {
    const length = this.varint();
    if (this.at + length > this.#end) throw new RangeError('premature EOF');
    return length;
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        return;
      case 1:
        this.#pass(FIXED64_BYTES);
        return;
      case 2:
        this.#pass(this.length());
        return;
      case 5:
        this.#pass(FIXED32_BYTES);
        return;
      default:
        throw new RangeError(`wire type ${tag & 7} is in use nowhere`);
    }
  }

  /** Goes into the message that stands next. Give the answer to `leave` behind it. */
  enter(): number {
    const outer = this.#end;
    this.#end = this.length() + this.at;
    return outer;
  }

  leave(outer: number): void {
    this.at = this.#end;
    this.#end = outer;
  }

  #next(): number {
    const { at } = this;
    if (at >= this.#end) throw new RangeError('premature EOF');
    this.at = at + 1;
    return this.bytes[at] ?? 0;
  }

  #pass(bytes: number): void {
    if (this.at + bytes > this.#end) throw new RangeError('premature EOF');
    this.at += bytes;
  }
}

/** Wire types of the fields in our contracts that are read so. */
export const VARINT = 0;
export const LENGTH_DELIMITED = 2;

/** A field's number and wire type as they stand before it. */
export function tagOf(field: number, wireType: number): number {
  return field * 8 + wireType;
}
