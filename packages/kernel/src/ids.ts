/** Where ids and other randomness come from. */
export interface Ids {
  /** UUIDv7 (RFC 9562 §5.7): sorts by the time of its making. */
  uuid(): string;
  /** A readable id with a prefix, for example `snd-01jd…`: ASCII without dots, fit for a subject token. */
  prefixed(prefix: string): string;
}

const TOKEN = /^[A-Za-z0-9_-]{1,100}$/;

/** True when a text can stand as one token of a subject: ASCII letters, digits, hyphen, underscore; at most 100. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Ids from the platform's random source. The wall clock goes into the first 48 bits. */
export function systemIds(): Ids {
  return { uuid: uuidv7, prefixed: (prefix) => `${prefix}-${uuidv7().replaceAll('-', '')}` };
}

/** Ids that count up, for tests. */
export function countingIds(seed = 1): Ids {
  let next = seed;
  const uuid = (): string => {
    const hex = (next++).toString(16).padStart(12, '0');
    return `00000000-0000-7000-8000-${hex}`;
  };
  return { uuid, prefixed: (prefix) => `${prefix}-${(next++).toString(10).padStart(6, '0')}` };
}

/** One question to the platform serves so many ids; it costs ten times as much as the bytes. */
const POOLED_IDS = 256;
/** Bytes of an id that are random: all but the six of the time. */
const RANDOM_BYTES = 10;

const pool = Buffer.alloc(POOLED_IDS * RANDOM_BYTES);
let used = pool.length;

/** Where the random part begins in an id; a hyphen stands before its third and fifth byte. */
const RANDOM_AT = 14;
const DIGITS = Buffer.from('0123456789abcdef');
/** The id that was made last, written in place: a text of cut and joined pieces costs as much again where it is read first. */
const text = Buffer.from('00000000-0000-7000-8000-000000000000');
/** The time as an id begins with it: many ids are made within a millisecond. */
let headMs = -1;

function uuidv7(): string {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  writeHead();
  let at = RANDOM_AT;
  for (let index = 0; index < RANDOM_BYTES; index++) {
    if (index === 2 || index === 4) at += 1;
    const byte = randomByte(index);
    text[at] = DIGITS[byte >> 4] ?? 0;
    text[at + 1] = DIGITS[byte & 0x0f] ?? 0;
    at += 2;
  }
  used += RANDOM_BYTES;
  return text.toString('latin1');
}

/** With the version and the variant in their places. */
function randomByte(index: number): number {
  const byte = pool[used + index] ?? 0;
  if (index === 0) return (byte & 0x0f) | 0x70;
  return index === 2 ? (byte & 0x3f) | 0x80 : byte;
}

function writeHead(): void {
  const nowMs = Date.now();
  if (nowMs === headMs) return;
  const time = nowMs.toString(16).padStart(12, '0');
  headMs = nowMs;
  text.write(`${time.slice(0, 8)}-${time.slice(8)}`);
}
