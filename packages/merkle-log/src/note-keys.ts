import { createHash } from 'node:crypto';
import { assert } from '@hustings/kernel';
import { type Ed25519Key, isSignedBy, KEY_BYTES, SIGNATURE_BYTES } from './ed25519.ts';
import { sameBytes } from './hashing.ts';

/** Signature types of C2SP signed-note and tlog-cosignature. */
const ED25519 = 0x01;
const COSIGNATURE_V1 = 0x04;

/** Bytes of a key id. */
export const KEY_ID_BYTES = 4;
/** Before the signature of a cosignature: seconds since the Unix epoch. */
const TIME_BYTES = 8;

/** Whose signature on a note counts, and how it is checked. */
export interface NoteVerifier {
  name: string;
  /** First four bytes of SHA-256 of the name, a newline, the signature type and the public key. */
  keyId: Uint8Array;
  /** A note's signature line without the key id. */
  verify(text: string, signature: Uint8Array): boolean;
}

/** Puts a signature on a note. */
export interface NoteSigner {
  name: string;
  keyId: Uint8Array;
  sign(text: string): Uint8Array;
}

/** The signer of a log's own checkpoints: plain Ed25519 over the note's text. */
export function noteSigner(name: string, key: Ed25519Key): NoteSigner {
  assertName(name);
  return {
    name,
    keyId: keyIdOf(name, ED25519, key.publicKey),
    sign: (text) => key.sign(Buffer.from(text)),
  };
}

/** A witness's signer: Ed25519 over the time and the checkpoint (C2SP tlog-cosignature, cosignature/v1). */
export function cosigner(name: string, key: Ed25519Key, unixSeconds: number): NoteSigner {
  assertName(name);
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(unixSeconds));
  return {
    name,
    keyId: keyIdOf(name, COSIGNATURE_V1, key.publicKey),
    sign: (text) => Buffer.concat([time, key.sign(cosigned(text, BigInt(unixSeconds)))]),
  };
}

/** The verifier key of a log, as `<name>+<key id>+<base64 of type and key>`. */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  return formatKey(name, ED25519, publicKey);
}

/** The verifier key of a witness. */
export function witnessKey(name: string, publicKey: Uint8Array): string {
  return formatKey(name, COSIGNATURE_V1, publicKey);
}

/** Reads a verifier key of either kind; null for what is none. */
export function parseVerifierKey(text: string): NoteVerifier | null {
  const [name = '', id = '', ...rest] = text.trim().split('+');
  const bytes = decodeBase64(rest.join('+'));
  if (!isName(name) || bytes?.length !== 1 + KEY_BYTES) return null;
  const [type] = bytes;
  const publicKey = bytes.subarray(1);
  if (type !== ED25519 && type !== COSIGNATURE_V1) return null;
  const keyId = keyIdOf(name, type, publicKey);
  if (Buffer.from(keyId).toString('hex') !== id) return null;
  const verify = type === ED25519 ? verifyPlain : verifyCosignature;
  return { name, keyId, verify: (note, signature) => verify(publicKey, note, signature) };
}

/** Base64 in its one canonical form; null for anything else. */
export function decodeBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** True for a name that can stand in a signature line. */
export function isName(name: string): boolean {
  return name !== '' && !/[\s+]/u.test(name);
}

/** True when both stand for the same key. */
export function isSameKey(
  one: Pick<NoteVerifier, 'name' | 'keyId'>,
  other: Pick<NoteVerifier, 'name' | 'keyId'>,
): boolean {
  return one.name === other.name && sameBytes(one.keyId, other.keyId);
}

function verifyPlain(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  return isSignedBy(publicKey, Buffer.from(text), signature);
}

function verifyCosignature(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  if (signature.length !== TIME_BYTES + SIGNATURE_BYTES) return false;
  const seconds = Buffer.from(signature).readBigUInt64BE();
  return isSignedBy(publicKey, cosigned(text, seconds), signature.subarray(TIME_BYTES));
}

function cosigned(text: string, seconds: bigint): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}

function formatKey(name: string, type: number, publicKey: Uint8Array): string {
  assertName(name);
  const id = Buffer.from(keyIdOf(name, type, publicKey)).toString('hex');
  return `${name}+${id}+${Buffer.from([type, ...publicKey]).toString('base64')}`;
}

function keyIdOf(name: string, type: number, publicKey: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(type));
  return hash.update(publicKey).digest().subarray(0, KEY_ID_BYTES);
}

function assertName(name: string): void {
  assert(isName(name), `no name for a key: "${name}"`);
}
