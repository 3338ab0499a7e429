import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { assert } from '@hustings/kernel';

/** Before the seed in a PKCS #8 document of an Ed25519 key (RFC 8410 §7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
/** Before the raw bytes of an Ed25519 key in a SubjectPublicKeyInfo document (RFC 8410 §4). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

/** Bytes of a seed, and of a raw public key. */
export const KEY_BYTES = 32;
/** Bytes of a signature. */
export const SIGNATURE_BYTES = 64;

/** A key that signs (RFC 8032). The same message has the same signature each time. */
export interface Ed25519Key {
  /** Raw, 32 bytes. */
  publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

/** The key that follows from a seed of 32 bytes. */
export function ed25519KeyOf(seed: Uint8Array): Ed25519Key {
  assert(seed.length === KEY_BYTES, `a seed of ${seed.length} bytes`);
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(key).export({ format: 'jwk' });
  return {
    publicKey: Buffer.from(String(x), 'base64url'),
    sign: (message) => sign(null, message, key),
  };
}

/** True when a raw public key has signed the message. Takes anything; never throws. */
export function isSignedBy(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const der = Buffer.concat([SPKI_HEAD, publicKey]);
  return verify(null, message, { key: der, format: 'der', type: 'spki' }, signature);
}
