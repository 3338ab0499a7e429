import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { takeRandom } from './random.ts';

const ALGORITHM = 'aes-256-gcm';

/** 96 bits, the length for which GCM needs no extra hashing (NIST SP 800-38D §5.2.1.1). */
export const NONCE_BYTES = 12;

/** 128 bits, the full tag. */
const TAG_BYTES = 16;

/** What was sealed cannot be opened: other key, moved, or changed. */
export class Unsealable extends Error {
  override readonly name = 'Unsealable';
}

/**
 * Encrypts under a fresh random nonce; returns ciphertext with the tag appended. Random nonces are safe up to 2^32
 * messages a key (SP 800-38D §8.3): far beyond what one recipient gets, and wraps stay below it too.
 */
export function encrypt(
  key: KeyObject,
  plaintext: Uint8Array,
  associated: string,
): { nonce: Buffer; ciphertext: Buffer } {
  const nonce = takeRandom(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(associated));
  const body = cipher.update(plaintext);
  cipher.final();
  const ciphertext = Buffer.allocUnsafe(body.length + TAG_BYTES);
  body.copy(ciphertext);
  cipher.getAuthTag().copy(ciphertext, body.length);
  return { nonce, ciphertext };
}

/** Decrypts and verifies; throws `Unsealable`. */
export function decrypt(
  key: KeyObject,
  sealed: { nonce: Uint8Array; ciphertext: Uint8Array },
  associated: string,
): Uint8Array {
  const end = sealed.ciphertext.length - TAG_BYTES;
  if (end < 0 || sealed.nonce.length !== NONCE_BYTES)
    throw new Unsealable('sealed data is cut short');
  const decipher = createDecipheriv(ALGORITHM, key, sealed.nonce)
    .setAAD(Buffer.from(associated))
    .setAuthTag(sealed.ciphertext.subarray(end));
  try {
    const plaintext = decipher.update(sealed.ciphertext.subarray(0, end));
    decipher.final();
    return plaintext;
  } catch (cause) {
    throw new Unsealable('sealed data does not belong to this key and place', { cause });
  }
}

/** Encrypts into one field: nonce, ciphertext, tag. */
export function seal(key: KeyObject, plaintext: Uint8Array, associated: string): Buffer {
  const { nonce, ciphertext } = encrypt(key, plaintext, associated);
  return Buffer.concat([nonce, ciphertext]);
}

/** Opens what `seal` made; throws `Unsealable`. */
export function unseal(key: KeyObject, sealed: Uint8Array, associated: string): Uint8Array {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  return decrypt(key, { nonce, ciphertext: sealed.subarray(NONCE_BYTES) }, associated);
}
