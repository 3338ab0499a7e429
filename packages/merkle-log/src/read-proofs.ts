import type { Hash } from './hashing.ts';
import { consistencyRanges, inclusionRanges } from './proofs.ts';
import type { LeafRange } from './ranges.ts';
import { rootOfRange, type Tile, tilePath, tilesFor } from './tiles.ts';
import { type LogFault, type ReadFile, readHashes } from './verify-log.ts';

/** Proof that a leaf stands in a tree, from its tiles, or which of them is not as it must be. */
export function readInclusionProof(
  read: ReadFile,
  { index, size }: { index: number; size: number },
): Promise<Hash[] | LogFault> {
  return readRoots(read, inclusionRanges(index, size), size);
}

/** Proof that a tree is the beginning of a larger one, from the tiles of the larger one. */
export function readConsistencyProof(
  read: ReadFile,
  { oldSize, size }: { oldSize: number; size: number },
): Promise<Hash[] | LogFault> {
  return readRoots(read, consistencyRanges(oldSize, size), size);
}

/** Root of the first `size` leaves, from the tiles of a tree that has them. */
export async function readRoot(
  read: ReadFile,
  { size, treeSize }: { size: number; treeSize: number },
): Promise<Hash | LogFault> {
  const roots = await readRoots(read, [{ lo: 0, hi: size }], treeSize);
  return Array.isArray(roots) ? (roots[0] ?? new Uint8Array()) : roots;
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
