import { EMPTY_ROOT, type Hash, leafHash, nodeHash } from '../../src/index.ts';

/** RFC 6962 §2.1 word for word: slow, and with nothing in common with the code under test but the two hash functions. */
export function naiveRoot(leaves: readonly Uint8Array[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leafHash(leaves[0] ?? new Uint8Array());
  const k = splitAt(leaves.length);
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** PATH(m, D[n]) of RFC 6962 §2.1.1. */
export function naivePath(m: number, leaves: readonly Uint8Array[]): Hash[] {
  if (leaves.length === 1) return [];
  const k = splitAt(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}

/** SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2; PROOF(m, D[n]) is SUBPROOF(m, D[n], true). */
export function naiveProof(m: number, leaves: readonly Uint8Array[], known = true): Hash[] {
  if (m === leaves.length) return known ? [] : [naiveRoot(leaves)];
  const k = splitAt(leaves.length);
  return m <= k
    ? [...naiveProof(m, leaves.slice(0, k), known), naiveRoot(leaves.slice(k))]
    : [...naiveProof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

function splitAt(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1);
}
