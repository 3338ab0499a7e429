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

function uuidv7(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const ms = BigInt(Date.now());
  for (let i = 0; i < 6; i++) bytes[i] = Number((ms >> BigInt(8 * (5 - i))) & 0xffn);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
