import { AssertionFailed } from '@hustings/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, parseCanonicalJson } from '../src/index.ts';

const plainData = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.string({ unit: 'grapheme' }),
    fc.bigInt(),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '$bigint' && key !== '__proto__'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value;

describe('canonical JSON', () => {
  it('gives back what was put in', () => {
    fc.assert(
      fc.property(plainData, (value) => {
        expect(parseCanonicalJson(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it('does not depend on the order in which fields were set', () => {
    const fields = fc.uniqueArray(fc.tuple(fc.string(), fc.integer()), {
      selector: ([key]) => key,
      minLength: 2,
    });
    fc.assert(
      fc.property(fields, (entries) => {
        const kept = entries.filter(([key]) => key !== '$bigint');
        const turned = canonicalJson(Object.fromEntries(kept.toReversed()));
        expect(canonicalJson(Object.fromEntries(kept))).toBe(turned);
      }),
    );
  });

  it('leaves out what is undefined, and sorts by code units', () => {
    const value = { b: 1n, a: undefined, B: [null, 'ü'], é: { y: 0, x: -0.5 } };
    expect(canonicalJson(value)).toBe('{"B":[null,"ü"],"b":{"$bigint":"1"},"é":{"x":-0.5,"y":0}}');
  });

  it.each([
    ['not a number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['bytes', new Uint8Array(1)],
    ['a function', () => 1],
    ['undefined in an array', [undefined]],
    ['a field that would be taken for a bigint', { $bigint: '1' }],
  ])('refuses %s', (_name, value) => {
    expect(() => canonicalJson(value)).toThrow(AssertionFailed);
  });
});
