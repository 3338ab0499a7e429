import { present } from '@hustings/kernel';
import { EMPTY_ROOT, type Hash, nodeHash } from './hashing.ts';
import { joinSubtrees } from './ranges.ts';

/**
 * What is enough of a tree to go on with it: the roots of its complete subtrees, one for each bit that is set in its size,
 * the largest first.
 */
export interface CompactRange {
  readonly size: number;
  readonly subtrees: readonly Hash[];
}

export const EMPTY_RANGE: CompactRange = { size: 0, subtrees: [] };

/** The tree with one leaf more. */
export function appendHash({ size, subtrees }: CompactRange, leaf: Hash): CompactRange {
  const grown = [...subtrees];
  let joined = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) {
    joined = nodeHash(present(grown.pop(), 'a subtree for each bit'), joined);
  }
  return { size: size + 1, subtrees: [...grown, joined] };
}

/** Root of the tree (RFC 6962 §2.1). */
export function rootOf({ subtrees }: CompactRange): Hash {
  return subtrees.length === 0 ? EMPTY_ROOT : joinSubtrees(subtrees);
}

/** Root over leaf hashes. */
export function rootOfLeaves(leaves: Iterable<Hash>): Hash {
  let range = EMPTY_RANGE;
  for (const leaf of leaves) range = appendHash(range, leaf);
  return rootOf(range);
}
