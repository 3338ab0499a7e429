import { present } from '@hustings/kernel';
import { EMPTY_ROOT, type Hash } from './hashing.ts';
import { consistencyRanges, inclusionRanges } from './proofs.ts';
import type { LeafRange } from './ranges.ts';
import { rootOfRange, type Tile, tilePath, tilesFor } from './tiles.ts';
import { type LogFault, type ReadFile, readHashes } from './verify-log.ts';

/**
 * Proof that a leaf stands in a tree of a size, or which file is not as it must be. `treeSize` is that of the published tree whose
 * tiles are read, where it has grown since.
 */
export function readInclusionProof(
  read: ReadFile,
  { index, size, treeSize = size }: { index: number; size: number; treeSize?: number },
): Promise<Hash[] | LogFault> {
  return readRoots(read, inclusionRanges(index, size), treeSize);
}

/** Proof that a tree is the beginning of a larger one, read in the same way. */
export function readConsistencyProof(
  read: ReadFile,
  { oldSize, size, treeSize = size }: { oldSize: number; size: number; treeSize?: number },
): Promise<Hash[] | LogFault> {
  return readRoots(read, consistencyRanges(oldSize, size), treeSize);
}

/** Root of the first `size` leaves of a published tree. */
export async function readRoot(
  read: ReadFile,
  { size, treeSize }: { size: number; treeSize: number },
): Promise<Hash | LogFault> {
  if (size === 0) return EMPTY_ROOT;
  const roots = await readRoots(read, [{ lo: 0, hi: size }], treeSize);
  return Array.isArray(roots) ? present(roots[0], 'a root for a range') : roots;
}

async function readRoots(
  read: ReadFile,
  ranges: readonly LeafRange[],
  size: number,
): Promise<Hash[] | LogFault> {
  const tiles = new Map<string, Hash[]>();
  for (const tile of tilesFor(ranges, size)) {
    const hashes = await readHashes(read, tile);
    if ('reason' in hashes) return hashes;
    tiles.set(tilePath(tile), hashes);
  }
  const hashesOf = (tile: Tile): readonly Hash[] => tiles.get(tilePath(tile)) ?? [];
  return ranges.map((range) => rootOfRange(range, size, hashesOf));
}
