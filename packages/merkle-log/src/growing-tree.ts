import { assert, present } from '@hustings/kernel';
import { decodeBundle, encodeBundle } from './bundles.ts';
import { appendHash, type CompactRange, EMPTY_RANGE, rootOf } from './compact-range.ts';
import { type Hash, leafHash } from './hashing.ts';
import type { TreeHead } from './proofs.ts';
import { nodesOf } from './ranges.ts';
import { edgeTiles, hashesIn, rootOfRange, subtreeRoot, TILE_WIDTH, type Tile } from './tiles.ts';

/** A tile with its bytes, to be stored. */
export interface TileContent {
  tile: Tile;
  bytes: Uint8Array;
}

/**
 * A tree that grows by entries and gives out its tiles. It keeps what stands at its right edge only: at most 255 hashes a
 * level and 255 entries.
 */
export class GrowingTree {
  #range: CompactRange = EMPTY_RANGE;
  /** Hashes of the tile at the right edge, by tile level. */
  readonly #edge: Hash[][] = [];
  #entries: Uint8Array[] = [];
  #full: TileContent[] = [];

  get head(): TreeHead {
    return { size: this.#range.size, root: rootOf(this.#range) };
  }

  append(entry: Uint8Array): void {
    const hash = leafHash(entry);
    this.#entries.push(entry);
    this.#range = appendHash(this.#range, hash);
    if (this.#entries.length === TILE_WIDTH) {
      this.#full.push(this.#bundle());
      this.#entries = [];
    }
    this.#push(0, hash);
  }

  /** Tiles that were completed since the last call, then those at the right edge as they are now. */
  takeTiles(): TileContent[] {
    const edge = this.#edge.flatMap((hashes, level) =>
      hashes.length === 0 ? [] : [this.#tile(level)],
    );
    const bundle = this.#entries.length === 0 ? [] : [this.#bundle()];
    const taken = [...this.#full, ...bundle, ...edge];
    this.#full = [];
    return taken;
  }

  /**
   * The tree of a size, from the tiles at its right edge; null when they do not belong together. What stands left of the edge is
   * in them as hashes.
   */
  static resume(size: number, bytesOf: (tile: Tile) => Uint8Array): GrowingTree | null {
    const tree = new GrowingTree();
    const hashesByTile = new Map<string, Hash[]>();
    for (const tile of edgeTiles(size)) {
      const hashes = hashesIn(bytesOf(tile), tile.width);
      if (hashes === null) return null;
      tree.#edge[Number(tile.level)] = hashes;
      hashesByTile.set(keyOf(tile), hashes);
    }
    tree.#resumeRange(size, hashesByTile);
    return tree.#resumeEntries(size, bytesOf) ? tree : null;
  }

  #resumeEntries(size: number, bytesOf: (tile: Tile) => Uint8Array): boolean {
    const width = size % TILE_WIDTH;
    if (width === 0) return true;
    const tile: Tile = { level: 'entries', index: Math.floor(size / TILE_WIDTH), width };
    const entries = decodeBundle(bytesOf(tile), width);
    if (entries === null) return false;
    this.#entries = entries;
    const stored = this.#edge[0] ?? [];
    return entries.every((entry, at) => Buffer.compare(leafHash(entry), stored[at] ?? entry) === 0);
  }

  #resumeRange(size: number, hashesByTile: ReadonlyMap<string, Hash[]>): void {
    const subtrees = nodesOf({ lo: 0, hi: size }).map(({ level, index }) => {
      const range = { lo: index * 2 ** level, hi: (index + 1) * 2 ** level };
      return rootOfRange(range, size, (tile) =>
        present(hashesByTile.get(keyOf(tile)), 'a tile at the edge'),
      );
    });
    this.#range = { size, subtrees };
    for (let level = 0; level < this.#edge.length; level++) this.#edge[level] ??= [];
  }

  #push(level: number, hash: Hash): void {
    const hashes = this.#edge[level] ?? [];
    this.#edge[level] = hashes;
    hashes.push(hash);
    if (hashes.length < TILE_WIDTH) return;
    this.#full.push(this.#tile(level));
    this.#edge[level] = [];
    this.#push(level + 1, subtreeRoot(hashes));
  }

  #tile(level: number): TileContent {
    const hashes = present(this.#edge[level], 'a level of the tree');
    assert(hashes.length > 0, 'an empty tile');
    const index = Math.floor((this.#range.size - 1) / TILE_WIDTH ** (level + 1));
    return { tile: { level, index, width: hashes.length }, bytes: Buffer.concat(hashes) };
  }

  #bundle(): TileContent {
    const width = this.#entries.length;
    const index = Math.floor((this.#range.size - 1) / TILE_WIDTH);
    return { tile: { level: 'entries', index, width }, bytes: encodeBundle(this.#entries) };
  }
}

function keyOf({ level, index }: Tile): string {
  return `${level}/${index}`;
}
