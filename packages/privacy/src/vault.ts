import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { assert } from '@hustings/kernel';
import { LRUCache } from 'lru-cache';
import { seal, Unsealable, unseal } from './cipher.ts';
import { Hmac } from './hmac.ts';

export { Unsealable };

/** 128 bits: no two of 2^40 people collide by chance, and 22 characters fit a subject token. */
const PSEUDONYM_BYTES = 16;

const KEY_BYTES = 32;
const MASTER_KEY = /^[0-9a-fA-F]{64}$/;

/** Derived keys are cheap to make again (10 µs); this many organisations send at the same time. */
const ORGANISATION_KEYS = 10_000;

/** People whose pseudonyms are remembered: at some 200 bytes each, 20 MB. */
const REMEMBERED_PEOPLE = 100_000;

/** One person in the two key domains. */
export interface Pseudonyms {
  organisation: string;
  allPolitical: string;
}

/** Holds the master key and does all that needs it. The key itself never leaves. */
export interface Vault {
  /** Pseudonym of an address in one organisation's key domain: 22 characters of base64url. */
  organisationPseudonym(organisationId: string, address: string): string;
  /** Pseudonym of an address in the domain of opt-outs from all political senders. */
  allPoliticalPseudonym(address: string): string;
  /** Both at once; those of people who were asked for lately are remembered. */
  pseudonymsOf(organisationId: string, address: string): Pseudonyms;
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
  const allPolitical = new Hmac(derive('pseudonym:all-political:v1'));
  const derived = new LRUCache<string, Hmac>({ max: ORGANISATION_KEYS });
  const people = new LRUCache<string, Pseudonyms>({ max: REMEMBERED_PEOPLE });
  const hmacFor = (purpose: string): Hmac => {
    const known = derived.get(purpose);
    if (known !== undefined) return known;
    const made = new Hmac(derive(purpose));
    derived.set(purpose, made);
    return made;
  };
  const inOrganisation = (organisationId: string, address: string): string =>
    pseudonymise(hmacFor(`pseudonym:org:${organisationId}:v1`), address);
  return {
    organisationPseudonym: inOrganisation,
    allPoliticalPseudonym: (address) => pseudonymise(allPolitical, address),
    pseudonymsOf(organisationId, address) {
      const person = `${organisationId} ${address}`;
      const known = people.get(person);
      if (known !== undefined) return known;
      const made = {
        organisation: inOrganisation(organisationId, address),
        allPolitical: pseudonymise(allPolitical, address),
      };
      people.set(person, made);
      return made;
    },
    requestHash: (organisationId, fields) =>
      Buffer.from(
        hmacFor(`request:org:${organisationId}:v1`)
          .digest(JSON.stringify(fields))
          .slice(0, PSEUDONYM_BYTES),
        'latin1',
      ),
    keyedDigest: (purpose, value) =>
      Buffer.from(hmacFor(`digest:${purpose}:v1`).digest(value), 'latin1').toString('hex'),
    wrapKey: (key, place) => seal(wrapping, key.export(), place),
    unwrapKey: (wrapped, place) => createSecretKey(unseal(wrapping, wrapped, place)),
  };
}

function pseudonymise(hmac: Hmac, address: string): string {
  return Buffer.from(hmac.digest(address).slice(0, PSEUDONYM_BYTES), 'latin1').toString(
    'base64url',
  );
}
