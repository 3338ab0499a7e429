import { createSecretKey, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { seal, Unsealable, unseal } from './cipher.ts';
import { Hmac } from './hmac.ts';
import { openKeyRing } from './key-ring.ts';
import { type KeyDomain, PSEUDONYM_BYTES, PseudonymChain } from './pseudonyms.ts';

export { Unsealable };

/** Derived keys are cheap to make again (10 µs); this many organisations send at the same time. */
const ORGANISATION_KEYS = 10_000;

/** People whose pseudonyms are remembered: at some 200 bytes each, 20 MB. */
const REMEMBERED_PEOPLE = 100_000;

/** One person in the two key domains. */
export interface Pseudonyms {
  organisation: string;
  allPolitical: string;
}

/** Holds the master keys and does all that needs them. The keys themselves never leave. */
export interface Vault {
  /** Pseudonym of an address in one organisation's key domain: 22 characters of base64url. */
  organisationPseudonym(organisationId: string, address: string): string;
  /** Pseudonym of an address in the domain of opt-outs from all political senders. */
  allPoliticalPseudonym(address: string): string;
  /** Both at once; those of people who were asked for lately are remembered. */
  pseudonymsOf(organisationId: string, address: string): Pseudonyms;
  /** Under every version of the pseudonym key, oldest first. */
  everyPseudonym(domain: KeyDomain, address: string): string[];
  /** The later pseudonyms of a person whose oldest one is known, under each later version. */
  successorsOf(domain: KeyDomain, oldest: string): string[];
  /** Drops what is remembered of a person, by pseudonym. */
  forget(pseudonym: string): void;
  /** 16 bytes that tell apart two requests of an organisation and reveal nothing about either. */
  requestHash(organisationId: string, fields: readonly string[]): Buffer;
  /** HMAC-SHA-256 of a value under a key made for one purpose, hex. For values that are easy to guess. */
  keyedDigest(purpose: string, value: string): string;
  /** Version of the master key with which recipients' keys are wrapped now: the newest. */
  readonly wrappingVersion: number;
  /** Version of the pseudonym key in use. */
  readonly pseudonymVersion: number;
  /** The first version that is at hand: pseudonyms under all others follow from it. */
  readonly oldestVersion: number;
  /** All versions that are at hand, oldest first. */
  readonly versions: readonly number[];
  /** Encrypts a recipient's key for storage under `wrappingVersion`; `place` binds it to where it will stand. */
  wrapKey(key: KeyObject, place: string): Buffer;
  /** Opens a stored recipient's key; throws `Unsealable` when it stands elsewhere or under another master key. */
  unwrapKey(wrapped: Uint8Array, place: string, version?: number): KeyObject;
}

/** `masterKeys`: 64 hex digits, or several by version, such as "1*:<hex>,2:<hex>"; see `isKeyRing`. */
export function createVault(masterKeys: string): Vault {
  const ring = openKeyRing(masterKeys);
  const [oldest = 1] = ring.versions;
  const chain = new PseudonymChain(ring);
  const wrappingKeys = new Map(ring.versions.map((each) => [each, ring.derive(each, 'wrap:v1')]));
  const derived = new LRUCache<string, Hmac>({ max: ORGANISATION_KEYS });
  const people = new LRUCache<string, Pseudonyms>({ max: REMEMBERED_PEOPLE });
  // What has to give the same answer before and after a rotation rests on the oldest key.
  const hmacFor = (purpose: string): Hmac => {
    const known = derived.get(purpose);
    if (known !== undefined) return known;
    const made = new Hmac(ring.derive(oldest, purpose));
    derived.set(purpose, made);
    return made;
  };
  const wrappingKey = (version: number): KeyObject => {
    const key = wrappingKeys.get(version);
    if (key !== undefined) return key;
    throw new Unsealable(`the key is wrapped with master key ${version}, which is not at hand`);
  };
  return {
    wrappingVersion: ring.wrapping,
    pseudonymVersion: ring.pseudonyms,
    oldestVersion: oldest,
    versions: ring.versions,
    organisationPseudonym: (organisationId, address) => chain.current(organisationId, address),
    allPoliticalPseudonym: (address) => chain.current(null, address),
    pseudonymsOf(organisationId, address) {
      const person = `${organisationId} ${address}`;
      const known = people.get(person);
      if (known !== undefined) return known;
      const made = {
        organisation: chain.current(organisationId, address),
        allPolitical: chain.current(null, address),
      };
      people.set(person, made);
      return made;
    },
    everyPseudonym: (domain, address) => chain.all(domain, address),
    successorsOf: (domain, pseudonym) => chain.successorsOf(domain, pseudonym),
    forget(pseudonym) {
      for (const [person, known] of people.entries()) {
        if (known.organisation === pseudonym) people.delete(person);
      }
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
    wrapKey: (key, place) => seal(wrappingKey(ring.wrapping), key.export(), place),
    unwrapKey: (wrapped, place, version = oldest) =>
      createSecretKey(unseal(wrappingKey(version), wrapped, place)),
  };
}
