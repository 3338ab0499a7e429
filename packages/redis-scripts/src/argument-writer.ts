const FIRST_BYTES = 64 * 1024;
/** A buffer that grew beyond this is let go after use. */
const KEPT_BYTES = 1024 * 1024;
/** '$', the digits of a length, the end of its line, and that of the argument. */
const FRAME_BYTES = 16;
/** Shorter pieces are copied faster byte by byte than by a call of the platform. */
const SHORT_BYTES = 64;
const DOLLAR = 36;
const DIGIT_0 = 48;
const CR = 13;
const LF = 10;

/** Arguments as the protocol has them (RESP bulk strings), behind each other. */
export interface WrittenArguments {
  count: number;
  bytes: Buffer;
}

/** Writes arguments of a command piece by piece, where they will stand in it: no text and no buffer is made of any. */
export class ArgumentWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** What was written stands in `bytes` up to `size`, until something more is written. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  get size(): number {
    return this.#at;
  }

  reset(): void {
    this.#at = 0;
    this.#count = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(FIRST_BYTES);
  }

  /** Begins an argument of so many bytes, of which the pieces follow, then `end`. */
  begin(size: number): void {
    this.#room(size + FRAME_BYTES);
    const bytes = this.#bytes;
    let end = this.#at + 1;
    for (let rest = size; rest >= 10; rest = Math.floor(rest / 10)) end += 1;
    bytes[this.#at] = DOLLAR;
    for (let place = end, rest = size; place > this.#at; place--) {
      bytes[place] = DIGIT_0 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.#at = end + 1;
    this.#endLine();
  }

  end(): void {
    this.#endLine();
    this.#count += 1;
  }

  copy(from: Uint8Array, at: number, size: number): void {
    const bytes = this.#bytes;
    if (size > SHORT_BYTES) bytes.set(from.subarray(at, at + size), this.#at);
    else for (let index = 0; index < size; index++) bytes[this.#at + index] = from[at + index] ?? 0;
    this.#at += size;
  }

  uint8(value: number): void {
    this.#bytes[this.#at++] = value;
  }

  uint16(value: number): void {
    this.#at = this.#bytes.writeUInt16LE(value, this.#at);
  }

  uint32(value: number): void {
    this.#at = this.#bytes.writeUInt32LE(value, this.#at);
  }

  double(value: number): void {
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
  }

  /** A whole number with zeros before it; of one that needs more digits only the last. */
  digits(value: number, digits: number): void {
    let rest = value;
    for (let place = this.#at + digits - 1; place >= this.#at; place--) {
      this.#bytes[place] = DIGIT_0 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    this.#at += digits;
  }

  /** Of which the caller knows the size in bytes. */
  piece(text: string): void {
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** A whole argument; `size` in bytes, where the caller knows it. */
  text(text: string, size = Buffer.byteLength(text)): void {
    this.begin(size);
    this.piece(text);
    this.end();
  }

  /** A whole argument that stands in other bytes. */
  argument(from: Uint8Array, at: number, size: number): void {
    this.begin(size);
    this.copy(from, at, size);
    this.end();
  }

  #endLine(): void {
    this.#bytes[this.#at] = CR;
    this.#bytes[this.#at + 1] = LF;
    this.#at += 2;
  }

  #room(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

/** A copy of what some writers have, behind each other; they are empty again. */
export function joined(writers: readonly ArgumentWriter[]): WrittenArguments {
  const total = writers.reduce((sum, { size }) => sum + size, 0);
  const bytes = Buffer.allocUnsafe(total);
  let [at, count] = [0, 0];
  for (const writer of writers) {
    at += writer.bytes.copy(bytes, at, 0, writer.size);
    count += writer.count;
    writer.reset();
  }
  return { count, bytes };
}

/** The arguments one by one, for a client that takes them so. */
export function argumentsOf({ bytes }: WrittenArguments): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const line = bytes.indexOf(CR, at);
    const from = line + 2;
    const to = from + Number(bytes.toString('latin1', at + 1, line));
    found.push(bytes.subarray(from, to));
    at = to + 2;
  }
  return found;
}
