import { assert, present } from '@hustings/kernel';
import { type Hash, nodeHash } from './hashing.ts';

/** Leaves from `lo` up to, not including, `hi`. */
export interface LeafRange {
  lo: number;
  hi: number;
}

/** A complete subtree: node `index` of its level, over 2^level leaves. */
export interface Node {
  level: number;
  index: number;
}

/** Largest power of two below `size`, which is 2 or more: where RFC 6962 §2.1 splits a tree. */
export function splitOf(size: number): number {
  assert(size > 1, `nothing to split in ${size}`);
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The complete subtrees that cover a range, left to right. A range of a proof has at most one of each level. */
export function nodesOf({ lo, hi }: LeafRange): Node[] {
  const nodes: Node[] = [];
  for (let at = lo; at < hi; ) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= hi) {
      level++;
      width *= 2;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** Root over subtrees as `nodesOf` names them: joined from the right, as RFC 6962 splits from the left. */
export function joinSubtrees(hashes: readonly Hash[]): Hash {
  const last = present(hashes.at(-1), 'a root over nothing');
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}
