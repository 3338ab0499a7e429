import { LRUCache } from 'lru-cache';
import { Hmac } from './hmac.ts';
import type { KeyRing } from './key-ring.ts';

/** 128 bits: no two of 2^40 people collide by chance, and 22 characters fit a subject token. */
export const PSEUDONYM_BYTES = 16;

/** Derived keys are cheap to make again (10 µs); this many organisations send at the same time. */
const DERIVED_KEYS = 10_000;

/** A key domain: one organisation's, or null for that of opt-outs from all political senders. */
export type KeyDomain = string | null;

/**
 * Pseudonyms under the versions of a key ring. The oldest is an HMAC of the address, each later one an HMAC of the one before:
 * so what the log says of a pseudonym can be carried over to the next key without anybody's address, and who holds an old key
 * alone cannot compute the new pseudonyms.
 */
export class PseudonymChain {
  readonly #ring: KeyRing;
  readonly #derived = new LRUCache<string, Hmac>({ max: DERIVED_KEYS });

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** Under every version, oldest first. */
  all(domain: KeyDomain, address: string): string[] {
    const [oldest = 1] = this.#ring.versions;
    const first = pseudonymise(this.#hmacFor(oldest, domain), address);
    return [first, ...this.successorsOf(domain, first)];
  }

  /** Under the version in use. */
  current(domain: KeyDomain, address: string): string {
    const { versions, pseudonyms } = this.#ring;
    let name = address;
    for (const version of versions) {
      if (version > pseudonyms) break;
      name = pseudonymise(this.#hmacFor(version, domain), name);
    }
    return name;
  }

  /** The later pseudonyms of a person, from the one under the oldest version. */
  successorsOf(domain: KeyDomain, oldest: string): string[] {
    const found: string[] = [];
    for (const version of this.#ring.versions.slice(1)) {
      found.push(pseudonymise(this.#hmacFor(version, domain), found.at(-1) ?? oldest));
    }
    return found;
  }

  #hmacFor(version: number, domain: KeyDomain): Hmac {
    const purpose = domain === null ? 'pseudonym:all-political:v1' : `pseudonym:org:${domain}:v1`;
    const place = `${version} ${purpose}`;
    const known = this.#derived.get(place);
    if (known !== undefined) return known;
    const made = new Hmac(this.#ring.derive(version, purpose));
    this.#derived.set(place, made);
    return made;
  }
}

function pseudonymise(hmac: Hmac, name: string): string {
  return Buffer.from(hmac.digest(name).slice(0, PSEUDONYM_BYTES), 'latin1').toString('base64url');
}
