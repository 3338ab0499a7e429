import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hmac } from '../src/hmac.ts';

const keys = fc.uint8Array({ minLength: 1, maxLength: 64 });
/** Around the size that is kept, and of one to four bytes a character. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.nat({ max: 400 }).map((more) => 'é'.repeat(5_300 + more)),
  fc.nat({ max: 40 }).map((length) => '😀'.repeat(length)),
);

describe('the short way to an HMAC', () => {
  it('gives what the platform gives, whatever came before', () => {
    fc.assert(
      fc.property(keys, texts, texts, (bytes, first, second) => {
        const key = createSecretKey(bytes);
        const hmac = new Hmac(key);
        for (const text of [first, second, first]) {
          const expected = createHmac('sha256', key).update(text).digest('binary');
          expect(hmac.digest(text)).toBe(expected);
        }
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });
});
