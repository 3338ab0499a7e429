const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Five characters of base64url are 30 bits: enough for 2^30 / 8192 times more recipients than are held. */
const HASH_CHARS = 5;
const UNUSED_BITS = 2;

/** The first 30 bits of a pseudonym. It is an HMAC already, so its own bits are a hash, and every replay takes the same sample. */
export function bitsOf(pseudonym: string): number {
  let bits = 0;
  for (let i = 0; i < HASH_CHARS; i++) {
    bits = bits * BASE64URL.length + Math.max(0, BASE64URL.indexOf(pseudonym[i] ?? ''));
  }
  return bits;
}

/** Zeros at the front of such bits: n or more in one of 2^n. */
export function leadingZeros(bits: number): number {
  return Math.clz32(bits << UNUSED_BITS);
}
