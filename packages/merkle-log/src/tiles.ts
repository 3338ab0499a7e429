import { assert, present } from '@hustings/kernel';
import { HASH_BYTES, type Hash, nodeHash } from './hashing.ts';
import { joinSubtrees, type LeafRange, type Node, nodesOf } from './ranges.ts';

/** Levels of the tree in one tile (C2SP tlog-tiles). */
const TILE_HEIGHT = 8;
/** Hashes in a full tile, and entries in a full bundle. */
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

/** Which tile: hashes of tree level 8 * level, or the entries themselves. */
export type TileLevel = number | 'entries';

/** One tile. Below the full width it is partial, at the right edge of a tree of some size. */
export interface Tile {
  level: TileLevel;
  index: number;
  /** Hashes or entries in it, 1 to 256. */
  width: number;
}

/** Path of a tile below the folder of its log, such as `tile/0/x001/067` or `tile/entries/000.p/5`. */
export function tilePath({ level, index, width }: Tile): string {
  const suffix = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${suffix}`;
}

/** Folder of all partial tiles at one place: outlived once the full tile stands. */
export function partialFolder({ level, index }: Pick<Tile, 'level' | 'index'>): string {
  return `tile/${level}/${indexPath(index)}.p`;
}

/** Three digits a folder, all but the last with an "x". */
function indexPath(index: number): string {
  const last = String(index % 1000).padStart(3, '0');
  let path = last;
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  }
  return path;
}

/** Every tile of hashes that a tree of a size has, the lowest level first. */
export function tilesOfTree(size: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, nodes = size; nodes > 0; level++, nodes = Math.floor(nodes / TILE_WIDTH)) {
    tiles.push(...tilesOfLevel(level, nodes));
  }
  return tiles;
}

/** Every bundle of entries of a tree. */
export function bundlesOfTree(size: number): Tile[] {
  return tilesOfLevel('entries', size);
}

/** The tiles at the right edge of a tree that are not full, with their bundle: what is needed to go on with it. */
export function edgeTiles(size: number): Tile[] {
  const edge: Tile[] = [];
  for (let level = 0, nodes = size; nodes > 0; level++, nodes = Math.floor(nodes / TILE_WIDTH)) {
    const width = nodes % TILE_WIDTH;
    const index = Math.floor(nodes / TILE_WIDTH);
    if (width > 0) edge.push({ level, index, width });
  }
  return edge;
}

function tilesOfLevel(level: TileLevel, nodes: number): Tile[] {
  const count = Math.ceil(nodes / TILE_WIDTH);
  return Array.from({ length: count }, (_, index) => ({
    level,
    index,
    width: Math.min(TILE_WIDTH, nodes - index * TILE_WIDTH),
  }));
}

/** The tile of a tree in which the hashes below a node stand. */
function tileOfNode({ level, index }: Node, size: number): Tile {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const first = index * 2 ** (level % TILE_HEIGHT);
  const tile = Math.floor(first / TILE_WIDTH);
  const nodes = Math.floor(size / TILE_WIDTH ** tileLevel);
  return {
    level: tileLevel,
    index: tile,
    width: Math.min(TILE_WIDTH, nodes - tile * TILE_WIDTH),
  };
}

/** The tiles that hold what the roots of these ranges are made of, each once. */
export function tilesFor(ranges: readonly LeafRange[], size: number): Tile[] {
  const tiles = ranges.flatMap(nodesOf).map((node) => tileOfNode(node, size));
  return [...new Map(tiles.map((tile) => [tilePath(tile), tile])).values()];
}

/** The hashes in a tile's bytes, or null when there are not as many as its width. */
export function hashesIn(bytes: Uint8Array, width: number): Hash[] | null {
  if (bytes.length !== width * HASH_BYTES) return null;
  return Array.from({ length: width }, (_, at) =>
    bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES),
  );
}

/** Root of a range, from the hashes of the tiles that `tilesFor` named. */
export function rootOfRange(
  range: LeafRange,
  size: number,
  hashesOf: (tile: Tile) => readonly Hash[],
): Hash {
  return joinSubtrees(
    nodesOf(range).map((node) => {
      const { level, index } = node;
      const width = 2 ** (level % TILE_HEIGHT);
      const from = (index * width) % TILE_WIDTH;
      return subtreeRoot(hashesOf(tileOfNode(node, size)).slice(from, from + width));
    }),
  );
}

/** Root over a power of two of hashes. */
export function subtreeRoot(hashes: readonly Hash[]): Hash {
  assert(Number.isInteger(Math.log2(hashes.length)), `${hashes.length} hashes are no subtree`);
  let level = hashes;
  while (level.length > 1) level = pairs(level);
  return present(level[0], 'a subtree has a root');
}

function pairs(hashes: readonly Hash[]): Hash[] {
  return Array.from({ length: hashes.length / 2 }, (_, at) =>
    nodeHash(
      present(hashes[2 * at], 'the left of a pair'),
      present(hashes[2 * at + 1], 'the right of a pair'),
    ),
  );
}
