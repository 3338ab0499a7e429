const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Five characters of base64url are 30 bits: enough for 2^30 / 8192 times more recipients than are held. */
const HASH_CHARS = 5;
const UNUSED_BITS = 2;
/** Value of each character by its code; others count as 0. */
const VALUE_OF = new Uint8Array(128);
for (let i = 0; i < BASE64URL.length; i++) VALUE_OF[BASE64URL.charCodeAt(i)] = i;

/** The first 30 bits of a pseudonym. It is an HMAC already, so its own bits are a hash, and every replay takes the same sample. */
export function bitsOf(pseudonym: string): number {
  let bits = 0;
  for (let i = 0; i < HASH_CHARS; i++) {
    bits = bits * BASE64URL.length + (VALUE_OF[pseudonym.charCodeAt(i)] ?? 0);
  }
  return bits;
}

/** Zeros at the front of such bits: n or more in one of 2^n. */
export function leadingZeros(bits: number): number {
  return Math.clz32(bits << UNUSED_BITS);
}
