import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

/** What ts-proto generates for a message. */
export interface WireCodec<Message> {
  encode(message: Message, writer?: BinaryWriter): BinaryWriter;
  decode(input: BinaryReader | Uint8Array, length?: number): Message;
}

/** Bytes of UTF-8 in a UTF-16 unit, at most. */
const MAX_BYTES_PER_CHAR = 3;
const VARINT32_BYTES = 5;
const VARINT64_BYTES = 10;
const FIRST_BYTES = 256 * 1024;
/** A buffer that grew beyond this is let go after use. */
const KEPT_BYTES = 4 * 1024 * 1024;
const LOW_7 = 0x7f;
const MORE = 0x80;
const TWO_TO_28 = 2 ** 28;
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Writes what `BinaryWriter` writes into one buffer that is kept between messages: no allocation for each message and none for
 * each text. The methods are those that generated code calls for the types in our contracts.
 */
class KeptWriter extends BinaryWriter {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  readonly #forks: number[] = [];

  /** A copy of what was written; the writer is empty again. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#at));
    this.reset();
    return taken;
  }

  reset(): void {
    this.#at = 0;
    // To set an array's length costs a call into V8, even where it is the same.
    if (this.#forks.length > 0) this.#forks.length = 0;
    if (this.#bytes.length > KEPT_BYTES) this.#bytes = Buffer.allocUnsafe(FIRST_BYTES);
  }

  override finish(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#at);
    this.reset();
    return new Uint8Array(taken);
  }

  override fork(): this {
    this.#forks.push(this.#at);
    this.#room(VARINT32_BYTES);
    this.#at += 1;
    return this;
  }

  override join(): this {
    const start = this.#forks.pop();
    if (start === undefined) throw new Error('a join without its fork');
    const length = this.#at - start - 1;
    const extra = varint32Bytes(length) - 1;
    if (extra > 0) {
      this.#room(extra);
      this.#bytes.copyWithin(start + 1 + extra, start + 1, this.#at);
    }
    this.#at = start;
    this.uint32(length);
    this.#at += length;
    return this;
  }

  override raw(chunk: Uint8Array): this {
    this.#room(chunk.length);
    this.#bytes.set(chunk, this.#at);
    this.#at += chunk.length;
    return this;
  }

  override uint32(value: number): this {
    this.#room(VARINT32_BYTES);
    const bytes = this.#bytes;
    let rest = value;
    for (; rest > LOW_7; rest >>>= 7) bytes[this.#at++] = (rest & LOW_7) | MORE;
    bytes[this.#at++] = rest;
    return this;
  }

  override int32(value: number): this {
    return value >= 0 ? this.uint32(value) : this.#varint64(BigInt.asUintN(64, BigInt(value)));
  }

  override bool(value: boolean): this {
    return this.uint32(value ? 1 : 0);
  }

  override bytes(value: Uint8Array): this {
    return this.uint32(value.length).raw(value);
  }

  override int64(value: string | number | bigint): this {
    return this.#varint64(BigInt.asUintN(64, BigInt(value)));
  }

  override uint64(value: string | number | bigint): this {
    return this.#varint64(BigInt(value));
  }

  override string(value: string): this {
    const { length } = value;
    this.#room(length * MAX_BYTES_PER_CHAR + VARINT32_BYTES);
    const prefix = varint32Bytes(length);
    const start = this.#at;
    const written = this.#bytes.write(value, start + prefix);
    const actual = varint32Bytes(written);
    if (actual !== prefix) {
      this.#bytes.copyWithin(start + actual, start + prefix, start + prefix + written);
    }
    this.uint32(written);
    this.#at += written;
    return this;
  }

  #varint64(value: bigint): this {
    this.#room(VARINT64_BYTES);
    if (value > MAX_SAFE) return this.#largeVarint64(value);
    let rest = Number(value);
    for (; rest >= TWO_TO_28; rest = Math.floor(rest / 128)) {
      this.#bytes[this.#at++] = (rest % 128) | MORE;
    }
    return this.uint32(rest);
  }

  #largeVarint64(value: bigint): this {
    let rest = value;
    for (; rest > 127n; rest >>= 7n) this.#bytes[this.#at++] = Number(rest & 127n) | MORE;
    this.#bytes[this.#at++] = Number(rest);
    return this;
  }

  #room(more: number): void {
    const needed = this.#at + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#at);
    this.#bytes = grown;
  }
}

/** Reads texts with the buffer's own method, a third of the cost of a `TextDecoder` for short ones. */
class BufferReader extends BinaryReader {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    super(bytes);
    this.#bytes = bytes;
  }

  override string(): string {
    const length = this.uint32();
    const start = this.pos;
    this.pos += length;
    if (this.pos > this.len) throw new RangeError('premature EOF');
    return this.#bytes.toString('utf8', start, this.pos);
  }
}

const writer = new KeptWriter();
let isWriting = false;

/** The bytes of a message, as its own `encode` gives them, for paths on which that costs too much. */
export function encodeMessage<Message>(codec: WireCodec<Message>, message: Message): Buffer {
  return encodeWith((to) => codec.encode(message, to));
}

/** The bytes of what is written. Throws when something else is encoded meanwhile. */
export function encodeWith(write: (to: BinaryWriter) => void): Buffer {
  if (isWriting) throw new Error('a message is encoded while another one is written');
  isWriting = true;
  try {
    write(writer);
    return writer.take();
  } finally {
    writer.reset();
    isWriting = false;
  }
}

/** The message in these bytes, as its own `decode` gives it. */
export function decodeMessage<Message>(codec: WireCodec<Message>, bytes: Uint8Array): Message {
  return codec.decode(new BufferReader(asBuffer(bytes)));
}

/** No `WeakMap`: whatever stands in one survives every collection of young objects, and comes to weigh on the old ones. */
let latest: { bytes: Uint8Array; codec: unknown; message: unknown } | null = null;

/**
 * As `decodeMessage`, for bytes that several parts of a process read one after the other: they share one message, which nobody may
 * change. Only the latest is remembered.
 */
export function decodeOnce<Message extends object>(
  codec: WireCodec<Message>,
  bytes: Uint8Array,
): Readonly<Message> {
  // What stands under a codec was decoded by it.
  if (latest?.bytes === bytes && latest.codec === codec) return latest.message as Message;
  const message = decodeMessage(codec, bytes);
  latest = { bytes, codec, message };
  return message;
}

/** The bytes of each occurrence of a field that holds messages, texts or bytes, without reading what is in them. */
export function fieldBytes(message: Uint8Array, field: number): Buffer[] {
  const reader = new BinaryReader(message);
  const found: Buffer[] = [];
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (number === field) found.push(asBuffer(reader.bytes()));
    else reader.skip(type, number);
  }
  return found;
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function varint32Bytes(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < TWO_TO_28 ? 4 : VARINT32_BYTES;
}

/** A codec for a service definition that takes the short way in both directions. */
export function keptCodec<Message>(codec: WireCodec<Message>) {
  return {
    encode: (message: Message) => ({ finish: () => encodeMessage(codec, message) }),
    decode: (bytes: Uint8Array): Message => decodeMessage(codec, bytes),
  };
}
