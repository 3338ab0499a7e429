import { expect, it } from 'vitest';
import { takeRandom } from '../src/random.ts';

/** Those of nonces, salts and the whole pool. */
const SIZES = [16, 24, 12, 4096];
const ROUNDS = 200;

it('random bytes come in the sizes that were asked for, and none of them comes twice', () => {
  const taken = Array.from({ length: ROUNDS }, () => SIZES.map(takeRandom)).flat();
  expect(taken.map(({ length }) => length)).toEqual(taken.map((_, index) => SIZES[index % 4]));
  const beginnings = taken.map((bytes) => bytes.toString('hex', 0, 12));
  expect(new Set(beginnings).size).toBe(taken.length);
  // Who writes into one slice writes into no other.
  for (const [index, bytes] of taken.entries()) bytes.fill(index % 251);
  const mixed = taken.filter((bytes, index) => bytes.some((byte) => byte !== index % 251));
  expect(mixed).toEqual([]);
});
