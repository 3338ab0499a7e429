import { createHmac, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault, Unsealable } from '../src/index.ts';

const MASTER = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
const vault = createVault(MASTER);

describe('pseudonyms', () => {
  it('follow the construction that the architecture states', () => {
    const key = hkdfSync('sha256', Buffer.from(MASTER, 'hex'), '', 'pseudonym:org:org-1:v1', 32);
    const expected = createHmac('sha256', Buffer.from(key)).update('+34612345678').digest();
    expect(vault.organisationPseudonym('org-1', '+34612345678')).toBe(
      expected.subarray(0, 16).toString('base64url'),
    );
  });

  it('never change: old logs hold them', () => {
    expect(vault.organisationPseudonym('org-1', '+34612345678')).toBe('G32cjyUMqPwr5smXriQNEA');
    expect(vault.allPoliticalPseudonym('+34612345678')).toBe('FYREBnItK3PfWxOxw6PeCw');
  });

  it('are tokens of 22 characters that differ by organisation, domain and master key', () => {
    const other = createVault('ff'.repeat(32));
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (address, orgA, orgB) => {
        fc.pre(orgA !== orgB);
        const all = [
          vault.organisationPseudonym(orgA, address),
          vault.organisationPseudonym(orgB, address),
          vault.allPoliticalPseudonym(address),
          other.organisationPseudonym(orgA, address),
          other.allPoliticalPseudonym(address),
        ];
        expect(new Set(all).size).toBe(all.length);
        for (const each of all) expect(each).toMatch(/^[A-Za-z0-9_-]{22}$/);
      }),
    );
  });
});

describe('keyed digests', () => {
  it('tell two requests apart by any field, and by where one field ends', () => {
    const hash = (org: string, fields: string[]) => vault.requestHash(org, fields).toString('hex');
    const all = [
      hash('org-1', ['ab', 'c']),
      hash('org-1', ['a', 'bc']),
      hash('org-1', ['abc']),
      hash('org-1', ['abc', '']),
      hash('org-2', ['abc']),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(hash('org-1', ['ab', 'c'])).toBe(all[0]);
    expect(vault.requestHash('org-1', ['x'])).toHaveLength(16);
  });

  it('of one value differ by purpose', () => {
    expect(vault.keyedDigest('a', '123456')).not.toBe(vault.keyedDigest('b', '123456'));
    expect(vault.keyedDigest('a', '123456')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('a wrapped key', () => {
  const key = createSecretKey(randomBytes(32));
  const wrapped = vault.wrapKey(key, 'here');

  it('opens where it belongs', () => {
    expect(vault.unwrapKey(wrapped, 'here').equals(key)).toBe(true);
  });

  it.each([
    ['in another place', () => vault.unwrapKey(wrapped, 'there')],
    ['under another master key', () => createVault('11'.repeat(32)).unwrapKey(wrapped, 'here')],
    ['cut short', () => vault.unwrapKey(wrapped.subarray(0, 20), 'here')],
  ])('does not open %s', (_, open) => {
    expect(open).toThrow(Unsealable);
  });
});

it.each(['', 'abc', 'zz'.repeat(32), '00'.repeat(33)])(
  'a master key of the wrong form is refused: "%s"',
  (hex) => {
    expect(() => createVault(hex)).toThrow('64 hex digits');
  },
);
