import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVault, isKeyRing, Unsealable } from '../src/index.ts';

const ONE = '11'.repeat(32);
const TWO = '22'.repeat(32);
const THREE = '33'.repeat(32);
const NUMBER = '+34612345678';

describe('a key ring', () => {
  it.each([
    ['one key', ONE, true],
    ['one key with its version', `1:${ONE}`, true],
    ['two keys, the first in use for pseudonyms', `1*:${ONE},2:${TWO}`, true],
    ['keys in any order, with spaces', `2:${TWO}, 1:${ONE}`, true],
    ['nothing', '', false],
    ['half a key', ONE.slice(1), false],
    ['a version that is 0', `0:${ONE}`, false],
    ['a version twice', `1:${ONE},1:${TWO}`, false],
    ['two marks', `1*:${ONE},2*:${TWO}`, false],
    ['a key without a version in a list', `1:${ONE},${TWO}`, false],
  ])('%s', (_, text, sound) => {
    expect(isKeyRing(text)).toBe(sound);
  });

  it('knows people under the oldest version unless another is marked', () => {
    const before = createVault(ONE).organisationPseudonym('org-1', NUMBER);
    expect(createVault(`1:${ONE},2:${TWO}`).organisationPseudonym('org-1', NUMBER)).toBe(before);
    const after = createVault(`1:${ONE},2*:${TWO}`);
    expect(after.organisationPseudonym('org-1', NUMBER)).not.toBe(before);
    expect(after.pseudonymVersion).toBe(2);
  });

  it('computes later pseudonyms from the oldest one, without the address', () => {
    const vault = createVault(`1*:${ONE},2:${TWO},3:${THREE}`);
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.constantFrom('org-1', null),
        (address, domain) => {
          const [oldest = '', ...later] = vault.everyPseudonym(domain, address);
          expect(vault.successorsOf(domain, oldest)).toEqual(later);
          expect(new Set([oldest, ...later]).size).toBe(3);
        },
      ),
    );
    const marked = createVault(`1:${ONE},2*:${TWO},3:${THREE}`);
    expect(marked.allPoliticalPseudonym(NUMBER)).toBe(vault.everyPseudonym(null, NUMBER)[1]);
    expect(marked.pseudonymsOf('org-1', NUMBER).organisation).toBe(
      vault.everyPseudonym('org-1', NUMBER)[1],
    );
  });

  it('does not give the later pseudonyms to who holds the old key alone', () => {
    const both = createVault(`1:${ONE},2:${TWO}`).everyPseudonym('org-1', NUMBER)[1];
    const other = createVault(`1:${ONE},2:${THREE}`).everyPseudonym('org-1', NUMBER)[1];
    expect(both).not.toBe(other);
  });

  it('wraps with the newest key and opens with each that it holds', () => {
    const key = createSecretKey(Buffer.alloc(32, 7));
    const old = createVault(ONE).wrapKey(key, 'place');
    const vault = createVault(`1:${ONE},2:${TWO}`);
    expect(vault.wrappingVersion).toBe(2);
    expect(vault.unwrapKey(old, 'place', 1).equals(key)).toBe(true);
    const next = vault.wrapKey(key, 'place');
    expect(createVault(`2:${TWO}`).unwrapKey(next, 'place', 2).equals(key)).toBe(true);
    expect(() => createVault(ONE).unwrapKey(next, 'place', 2)).toThrow(Unsealable);
  });

  it('gives requests and claims the same digest before and after', () => {
    const [before, after] = [createVault(ONE), createVault(`1:${ONE},2*:${TWO}`)];
    expect(after.keyedDigest('claim', NUMBER)).toBe(before.keyedDigest('claim', NUMBER));
    expect(after.requestHash('org-1', ['a'])).toEqual(before.requestHash('org-1', ['a']));
  });

  it('forgets a person by pseudonym', () => {
    const vault = createVault(ONE);
    const known = vault.pseudonymsOf('org-1', NUMBER);
    expect(vault.pseudonymsOf('org-1', NUMBER)).toBe(known);
    vault.forget(known.organisation);
    expect(vault.pseudonymsOf('org-1', NUMBER)).not.toBe(known);
  });
});
