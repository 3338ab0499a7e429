import { decodeBundle } from './bundles.ts';
import type { Checkpoint } from './checkpoint.ts';
import { appendHash, EMPTY_RANGE, rootOf } from './compact-range.ts';
import { HASH_BYTES, type Hash, leafHash, sameBytes } from './hashing.ts';
import {
  bundlesOfTree,
  hashesIn,
  subtreeRoot,
  TILE_WIDTH,
  type Tile,
  tilePath,
  tilesOfTree,
} from './tiles.ts';

/** Bytes of a file below a log's folder; null when it is not there. */
export type ReadFile = (path: string) => Promise<Uint8Array | null>;

/** The first thing that is wrong with a published log. */
export interface LogFault {
  reason: 'FILE_MISSING' | 'FILE_MALFORMED' | 'ENTRY_WRONG' | 'TILE_DIFFERS' | 'ROOT_DIFFERS';
  /** The file; '' for a root. */
  path: string;
  /** The first entry that it concerns, from 0 on. */
  index: number;
}

export interface VerifyOptions {
  read: ReadFile;
  /** Says whether an entry may stand at an index. */
  isEntry: (entry: Uint8Array, index: number) => boolean;
}

/**
 * Hashes every entry of a published log anew and compares every tile and the root of a checkpoint with that. Null when all of it
 * fits together.
 */
export async function findLogFault(
  { size, root }: Checkpoint,
  { read, isEntry }: VerifyOptions,
): Promise<LogFault | null> {
  let range = EMPTY_RANGE;
  /** Hashes by tile level, as the entries give them. */
  const derived: Hash[][] = [[]];
  for (const bundle of bundlesOfTree(size)) {
    const entries = await readBundle(read, bundle);
    if ('reason' in entries) return entries;
    for (const entry of entries) {
      const index = range.size;
      if (!isEntry(entry, index)) return { reason: 'ENTRY_WRONG', path: tilePath(bundle), index };
      const hash = leafHash(entry);
      derived[0]?.push(hash);
      range = appendHash(range, hash);
    }
  }
  const fault = await findTileFault(read, derived, size);
  if (fault !== null) return fault;
  return sameBytes(rootOf(range), root) ? null : { reason: 'ROOT_DIFFERS', path: '', index: 0 };
}

async function findTileFault(
  read: ReadFile,
  derived: Hash[][],
  size: number,
): Promise<LogFault | null> {
  for (const tile of tilesOfTree(size)) {
    const level = Number(tile.level);
    const stored = await readHashes(read, tile);
    if ('reason' in stored) return stored;
    const from = tile.index * TILE_WIDTH;
    const wanted = derived[level]?.slice(from, from + tile.width) ?? [];
    const at = stored.findIndex((hash, place) => !sameBytes(hash, wanted[place] ?? hash));
    if (at >= 0) {
      const index = (from + at) * TILE_WIDTH ** level;
      return { reason: 'TILE_DIFFERS', path: tilePath(tile), index };
    }
    if (tile.width === TILE_WIDTH) {
      const above = derived[level + 1] ?? [];
      derived[level + 1] = above;
      above.push(subtreeRoot(wanted));
    }
  }
  return null;
}

/**
 * Hashes of a tile of a tree. A partial tile may have given way to the full one, of which it is the beginning.
 */
export async function readHashes(read: ReadFile, tile: Tile): Promise<Hash[] | LogFault> {
  const bytes = await read(tilePath(tile));
  if (bytes !== null) return hashesIn(bytes, tile.width) ?? faultOf('FILE_MALFORMED', tile);
  const full = await readFull(read, tile);
  if (full === null) return faultOf('FILE_MISSING', tile);
  const hashes = hashesIn(full.subarray(0, tile.width * HASH_BYTES), tile.width);
  return hashes ?? faultOf('FILE_MALFORMED', tile);
}

async function readBundle(read: ReadFile, tile: Tile): Promise<Uint8Array[] | LogFault> {
  const bytes = await read(tilePath(tile));
  if (bytes !== null) return decodeBundle(bytes, tile.width) ?? faultOf('FILE_MALFORMED', tile);
  const full = await readFull(read, tile);
  if (full === null) return faultOf('FILE_MISSING', tile);
  const entries = decodeBundle(full, TILE_WIDTH);
  return entries?.slice(0, tile.width) ?? faultOf('FILE_MALFORMED', tile);
}

function readFull(read: ReadFile, tile: Tile): Promise<Uint8Array | null> {
  if (tile.width === TILE_WIDTH) return Promise.resolve(null);
  return read(tilePath({ ...tile, width: TILE_WIDTH }));
}

function faultOf(reason: LogFault['reason'], tile: Tile): LogFault {
  const level = tile.level === 'entries' ? 0 : tile.level;
  return { reason, path: tilePath(tile), index: tile.index * TILE_WIDTH ** (level + 1) };
}
