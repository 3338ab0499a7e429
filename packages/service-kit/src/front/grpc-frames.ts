import { Status } from 'nice-grpc-common';

/** In front of each message: whether it is compressed, and its length (gRPC over HTTP/2, "Length-Prefixed-Message"). */
const PREFIX_BYTES = 5;
const NONE: readonly Buffer[] = [];

/** What a client sent breaks the protocol or a limit. */
export class WireFault extends Error {
  /** gRPC status code. */
  readonly code: Status;

  constructor(code: Status, message: string) {
    super(message);
    this.code = code;
  }
}

/** A message as it travels, uncompressed. */
export function frameOf(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_BYTES);
  return frame;
}

/** Takes what the network brings and finds the messages in it, wherever it is cut. */
export class FrameReader {
  readonly #maxBytes: number;
  /** The beginning of a message that is not whole yet. */
  #parts: Buffer[] = [];
  #length = 0;
  /** Bytes without which nothing more can be said. */
  #needed = 0;

  /** `maxBytes` is the largest message that is taken. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The messages that are whole with these bytes. Throws `WireFault` for a compressed one and for one that is too large. */
  take(bytes: Buffer): readonly Buffer[] {
    if (this.#length === 0) return this.#split(bytes);
    this.#keep(bytes);
    if (this.#length < this.#needed) return NONE;
    const whole = Buffer.concat(this.#parts, this.#length);
    this.#parts = [];
    this.#length = 0;
    return this.#split(whole);
  }

  #split(bytes: Buffer): readonly Buffer[] {
    const messages: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      this.#needed = this.#neededAt(bytes, at);
      const end = at + this.#needed;
      if (end > bytes.length) {
        this.#keep(bytes.subarray(at));
        break;
      }
      messages.push(bytes.subarray(at + PREFIX_BYTES, end));
      at = end;
    }
    return messages;
  }

  /** Bytes of the message that begins here, with its prefix; those of the prefix while it is not whole. */
  #neededAt(bytes: Buffer, at: number): number {
    if (bytes.length - at < PREFIX_BYTES) return PREFIX_BYTES;
    if (bytes[at] !== 0) {
      const message = 'a message is compressed, and the call did not say how';
      throw new WireFault(Status.INTERNAL, message);
    }
    const length = bytes.readUInt32BE(at + 1);
    if (length > this.#maxBytes) {
      const message = `a message of ${length} bytes is larger than the ${this.#maxBytes} that are taken`;
      throw new WireFault(Status.RESOURCE_EXHAUSTED, message);
    }
    return PREFIX_BYTES + length;
  }

  #keep(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
  }
}
