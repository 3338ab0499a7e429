import { assert } from '@hustings/kernel';
import { EMPTY_ROOT, HASH_BYTES, type Hash, nodeHash, sameBytes } from './hashing.ts';
import { type LeafRange, splitOf } from './ranges.ts';

/** A tree as a checkpoint states it. */
export interface TreeHead {
  size: number;
  root: Hash;
}

/** Ranges whose roots, in this order, prove that leaf `index` stands in a tree (PATH of RFC 6962 §2.1.1). */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  assert(index >= 0 && index < size, `no leaf ${index} in a tree of ${size}`);
  const ranges: LeafRange[] = [];
  for (let lo = 0, hi = size; hi - lo > 1; ) {
    const middle = lo + splitOf(hi - lo);
    if (index < middle) {
      ranges.push({ lo: middle, hi });
      hi = middle;
    } else {
      ranges.push({ lo, hi: middle });
      lo = middle;
    }
  }
  return ranges.reverse();
}

/** Ranges whose roots, in this order, prove that a tree is the beginning of a larger one (PROOF of RFC 6962 §2.1.2). */
export function consistencyRanges(oldSize: number, size: number): LeafRange[] {
  assert(oldSize >= 0 && oldSize <= size, `${oldSize} is no earlier size of ${size}`);
  if (oldSize === 0 || oldSize === size) return [];
  const ranges: LeafRange[] = [];
  let lo = 0;
  let hi = size;
  while (hi !== oldSize) {
    const middle = lo + splitOf(hi - lo);
    if (oldSize <= middle) {
      ranges.push({ lo: middle, hi });
      hi = middle;
    } else {
      ranges.push({ lo, hi: middle });
      lo = middle;
    }
  }
  // The verifier knows the old root itself.
  if (lo > 0) ranges.push({ lo, hi });
  return ranges.reverse();
}

/** True when the proof leads from the leaf at `index` to the root (RFC 9162 §2.1.3.2). Takes anything; never throws. */
export function isIncluded(
  { leaf, index }: { leaf: Hash; index: number },
  proof: readonly Hash[],
  { size, root }: TreeHead,
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, root, ...proof])) {
    return false;
  }
  let place = index;
  let last = size - 1;
  let reached = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      reached = nodeHash(sibling, reached);
      while (place % 2 === 0 && place !== 0) {
        place = half(place);
        last = half(last);
      }
    } else {
      reached = nodeHash(reached, sibling);
    }
    place = half(place);
    last = half(last);
  }
  return last === 0 && sameBytes(reached, root);
}

/** True when the proof shows that the old tree is the beginning of the new one (RFC 9162 §2.1.4.2). Never throws. */
export function isConsistent(old: TreeHead, head: TreeHead, proof: readonly Hash[]): boolean {
  if (!isCount(old.size) || !isCount(head.size) || old.size > head.size) return false;
  if (!areHashes([old.root, head.root, ...proof])) return false;
  if (old.size === head.size) return proof.length === 0 && sameBytes(old.root, head.root);
  if (old.size === 0) return proof.length === 0 && sameBytes(old.root, EMPTY_ROOT);
  // Where the old tree is one complete subtree its root is left out of the proof.
  const [first, ...others] = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  if (first === undefined) return false;
  let place = old.size - 1;
  let last = head.size - 1;
  while (place % 2 === 1) {
    place = half(place);
    last = half(last);
  }
  let oldRoot = first;
  let root = first;
  for (const sibling of others) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      oldRoot = nodeHash(sibling, oldRoot);
      root = nodeHash(sibling, root);
      while (place % 2 === 0 && place !== 0) {
        place = half(place);
        last = half(last);
      }
    } else {
      root = nodeHash(root, sibling);
    }
    place = half(place);
    last = half(last);
  }
  return last === 0 && sameBytes(oldRoot, old.root) && sameBytes(root, head.root);
}

/** Sizes may pass 2^32, where bit operations of numbers end. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

function areHashes(values: readonly Uint8Array[]): boolean {
  return values.every(({ length }) => length === HASH_BYTES);
}
