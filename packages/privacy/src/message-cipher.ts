import { hkdfSync, type KeyObject } from 'node:crypto';
import sodium from 'sodium-native';
import { decrypt, Unsealable } from './cipher.ts';
import { takeRandom } from './random.ts';

/** 192 bits: random nonces never meet, however many messages a key seals (draft-irtf-cfrg-xchacha §3.1). */
export const MESSAGE_NONCE_BYTES = 24;

/** Poly1305 (RFC 8439 §2.5). */
const TAG_BYTES = 16;
const KEY_BYTES = 32;
/** One key serves one cipher: the recipient's own key is AES's. */
const PURPOSE = 'message:xchacha20-poly1305:v1';

/** Derived once for each opened key, and forgotten with it. */
const derived = new WeakMap<KeyObject, Buffer>();

/**
 * Encrypts with XChaCha20-Poly1305 under a key made from the recipient's; returns ciphertext with the tag appended. A message
 * is one native call here, against six for `node:crypto`'s AES-GCM, which cost seven times as much (decision 0076).
 */
export function encryptMessage(
  key: KeyObject,
  plaintext: Uint8Array,
  messageId: string,
): { nonce: Buffer; ciphertext: Buffer } {
  const nonce = takeRandom(MESSAGE_NONCE_BYTES);
  const ciphertext = Buffer.allocUnsafe(plaintext.length + TAG_BYTES);
  const associated = Buffer.from(messageId);
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    ciphertext,
    plaintext,
    associated,
    null,
    nonce,
    messageKey(key),
  );
  return { nonce, ciphertext };
}

/** Decrypts and verifies; throws `Unsealable`. The nonce's length tells the cipher: 12 bytes are AES-256-GCM, as before 0076. */
export function decryptMessage(
  key: KeyObject,
  sealed: { nonce: Uint8Array; ciphertext: Uint8Array },
  messageId: string,
): Uint8Array {
  if (sealed.nonce.length !== MESSAGE_NONCE_BYTES) return decrypt(key, sealed, messageId);
  const end = sealed.ciphertext.length - TAG_BYTES;
  if (end < 0) throw new Unsealable('sealed data is cut short');
  const plaintext = Buffer.allocUnsafe(end);
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      plaintext,
      null,
      sealed.ciphertext,
      Buffer.from(messageId),
      sealed.nonce,
      messageKey(key),
    );
  } catch (cause) {
    throw new Unsealable('sealed data does not belong to this key and place', { cause });
  }
  return plaintext;
}

function messageKey(key: KeyObject): Buffer {
  const known = derived.get(key);
  if (known !== undefined) return known;
  const made = Buffer.from(hkdfSync('sha256', key, '', PURPOSE, KEY_BYTES));
  derived.set(key, made);
  return made;
}
