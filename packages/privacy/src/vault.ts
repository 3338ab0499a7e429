import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { assert } from '@hustings/kernel';
import { LRUCache } from 'lru-cache';
import { seal, Unsealable, unseal } from './cipher.ts';

export { Unsealable };

/** 128 bits: no two of 2^40 people collide by chance, and 22 characters fit a subject token. */
const PSEUDONYM_BYTES = 16;

const KEY_BYTES = 32;
const MASTER_KEY = /^[0-9a-fA-F]{64}$/;

/** Derived keys are cheap to make again (10 µs); this many organisations send at the same time. */
const ORGANISATION_KEYS = 10_000;

/** Holds the master key and does all that needs it. The key itself never leaves. */
export interface Vault {
  /** Pseudonym of an address in one organisation's key domain: 22 characters of base64url. */
  organisationPseudonym(organisationId: string, address: string): string;
  /** Pseudonym of an address in the domain of opt-outs from all political senders. */
  allPoliticalPseudonym(address: string): string;
  /** 16 bytes that tell apart two requests of an organisation and reveal nothing about either. */
  requestHash(organisationId: string, fields: readonly string[]): Buffer;
  /** HMAC-SHA-256 of a value under a key made for one purpose, hex. For values that are easy to guess. */
  keyedDigest(purpose: string, value: string): string;
  /** Encrypts a recipient's key for storage; `place` binds it to where it will stand. */
  wrapKey(key: KeyObject, place: string): Buffer;
  /** Opens a stored recipient's key; throws `Unsealable` when it stands elsewhere or under another master key. */
  unwrapKey(wrapped: Uint8Array, place: string): KeyObject;
}

/** `masterKeyHex`: 64 hex digits. */
export function createVault(masterKeyHex: string): Vault {
  assert(MASTER_KEY.test(masterKeyHex), 'the master key must be 64 hex digits');
  const master = createSecretKey(masterKeyHex, 'hex');
  const derive = (purpose: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', master, '', purpose, KEY_BYTES)));
  const wrapping = derive('wrap:v1');
  const allPolitical = derive('pseudonym:all-political:v1');
  const derived = new LRUCache<string, KeyObject>({ max: ORGANISATION_KEYS });
  const keyFor = (purpose: string): KeyObject => {
    const known = derived.get(purpose);
    if (known !== undefined) return known;
    const key = derive(purpose);
    derived.set(purpose, key);
    return key;
  };
  return {
    organisationPseudonym: (organisationId, address) =>
      pseudonymise(keyFor(`pseudonym:org:${organisationId}:v1`), address),
    allPoliticalPseudonym: (address) => pseudonymise(allPolitical, address),
    requestHash: (organisationId, fields) =>
      digest(keyFor(`request:org:${organisationId}:v1`), JSON.stringify(fields)).subarray(
        0,
        PSEUDONYM_BYTES,
      ),
    keyedDigest: (purpose, value) => digest(keyFor(`digest:${purpose}:v1`), value).toString('hex'),
    wrapKey: (key, place) => seal(wrapping, key.export(), place),
    unwrapKey: (wrapped, place) => createSecretKey(unseal(wrapping, wrapped, place)),
  };
}

function digest(key: KeyObject, value: string): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

function pseudonymise(key: KeyObject, address: string): string {
  return digest(key, address).toString('base64url', 0, PSEUDONYM_BYTES);
}
