import { Command } from 'ioredis';
import type { WrittenArguments } from './argument-writer.ts';

const CR_LF_BYTES = 2;
/** '$' and the digits of a length. */
const HEAD_BYTES = 12;
/** Bytes of UTF-8 in a UTF-16 unit, at most. */
const BYTES_PER_CHAR = 3;
const DOLLAR = 36;
const DIGIT_0 = 48;
const CR = 13;
const LF = 10;

const NOTHING = Buffer.alloc(0);

/** Arguments of a command. */
export type Argument = string | number | Buffer;

/** A command's arguments in two lists, so that a thousand of them need not be copied behind the first ones. */
export interface PackedCall {
  head: readonly Argument[];
  rest: (string | Buffer)[] | WrittenArguments;
}

/**
 * A command whose bytes are written in one go. ioredis makes a text or a buffer of each argument and joins them, which is ten
 * times the work for a group with a thousand arguments. The reply's bulk strings come as bytes.
 */
export class PackedCommand extends Command {
  #bytes: Buffer;

  /** `routed` is how many arguments of the head are needed to find the keys, and with them the slot of a cluster. */
  constructor(name: string, call: PackedCall, routed: number) {
    super(name, call.head.slice(0, routed), { replyEncoding: null });
    this.#bytes = pack(name, call);
  }

  override toWritable(): Buffer {
    return this.#bytes;
  }

  /**
   * Drops the bytes of a command that was answered. The command itself may outlive its answer by a collection of young objects, and
   * bytes that come to lie with the old ones have V8 mark the whole heap for every 64 MB of them.
   */
  letGo(): void {
    this.#bytes = NOTHING;
  }
}

/** A command as the protocol has it (RESP, redis.io/docs/latest/develop/reference/protocol-spec). */
export function pack(name: string, { head, rest }: PackedCall): Buffer {
  const first = [name, ...head].map((arg) => (typeof arg === 'number' ? String(arg) : arg));
  const [count, room] = Array.isArray(rest)
    ? [rest.length, roomForAll(rest)]
    : [rest.count, rest.bytes.length];
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + roomForAll(first) + room);
  const begun = bytes.write(`*${first.length + count}\r\n`, 0);
  const at = writeAll(bytes, begun, first);
  const end = Array.isArray(rest) ? writeAll(bytes, at, rest) : at + rest.bytes.copy(bytes, at);
  return bytes.subarray(0, end);
}

function writeAll(bytes: Buffer, from: number, texts: readonly (string | Buffer)[]): number {
  let at = from;
  for (const text of texts) {
    at = typeof text === 'string' ? writeText(bytes, at, text) : writeBytes(bytes, at, text);
  }
  return at;
}

function roomForAll(texts: readonly (string | Buffer)[]): number {
  let room = 0;
  for (const text of texts) room += roomFor(text);
  return room;
}

function roomFor(text: string | Buffer): number {
  const most = typeof text === 'string' ? text.length * BYTES_PER_CHAR : text.length;
  return most + HEAD_BYTES + CR_LF_BYTES * 2;
}

function writeText(bytes: Buffer, at: number, text: string): number {
  // One byte a character is the rule; whatever is longer is written again behind its true length.
  const start = writeHead(bytes, at, text.length);
  const written = bytes.write(text, start);
  if (written === text.length) return writeEnd(bytes, start + written);
  const moved = writeHead(bytes, at, written);
  bytes.write(text, moved);
  return writeEnd(bytes, moved + written);
}

function writeBytes(bytes: Buffer, at: number, value: Buffer): number {
  const start = writeHead(bytes, at, value.length);
  value.copy(bytes, start);
  return writeEnd(bytes, start + value.length);
}

/** '$', the length in digits, and the end of the line. */
function writeHead(bytes: Buffer, at: number, length: number): number {
  bytes[at] = DOLLAR;
  let end = at + digitsOf(length);
  for (let place = end, rest = length; place > at; place--) {
    bytes[place] = DIGIT_0 + (rest % 10);
    rest = Math.floor(rest / 10);
  }
  end += 1;
  return writeEnd(bytes, end);
}

function digitsOf(length: number): number {
  let digits = 1;
  for (let rest = length; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
  return digits;
}

function writeEnd(bytes: Buffer, at: number): number {
  bytes[at] = CR;
  bytes[at + 1] = LF;
  return at + CR_LF_BYTES;
}
