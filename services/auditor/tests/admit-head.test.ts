import { rootOfData, type TreeHead } from '@hustings/merkle-log';
import { describe, expect, it } from 'vitest';
import { refusalOf } from '../src/domain/seal/admit-head.ts';

const LEAVES = ['one', 'two', 'three'].map((text) => Buffer.from(text));

/** The tree over the first leaves, or over others. */
function headOf(size: number, leaves: readonly Buffer[] = LEAVES): TreeHead {
  return { size, root: rootOfData(leaves.slice(0, size)) };
}

const others = LEAVES.toReversed();

describe('a tree is signed', () => {
  it('when it is the first, or the same as the last', () => {
    expect(refusalOf(null, headOf(2), [])).toBeNull();
    expect(refusalOf(headOf(2), headOf(2), [])).toBeNull();
  });

  it.each([
    ['SMALLER', headOf(3), headOf(2)],
    ['OTHER_ROOT', headOf(2), headOf(2, others)],
    ['INCONSISTENT', headOf(2), headOf(3, others)],
    ['INCONSISTENT', headOf(2), headOf(3)],
  ])('and not when it is %s without proof', (...[refusal, signed, head]) => {
    expect(refusalOf(signed, head, [])).toBe(refusal);
  });
});
