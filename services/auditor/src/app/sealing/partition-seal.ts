import {
  edgeTiles,
  GrowingTree,
  type NoteSigner,
  type NoteVerifier,
  openCheckpoint,
  partialFolder,
  type ReadFile,
  readConsistencyProof,
  sameBytes,
  TILE_WIDTH,
  type Tile,
  type TreeHead,
  tilePath,
} from '@hustings/merkle-log';
import { SealFault } from '../../domain/seal/seal-fault.ts';
import type { SealStore } from '../../ports/seal-store.ts';
import { HeadSigner } from './head-signer.ts';

/** The key of one partition's log, in both halves. */
export interface LogKey {
  signer: NoteSigner;
  verifier: NoteVerifier;
  /** As outsiders get it. */
  verifierKey: string;
}

interface Parts {
  store: SealStore;
  partition: string;
  key: LogKey;
}

const NONE = new Uint8Array();

/** The sealed log of one partition: a tree that grows, its files, and the checkpoint under which they stand. */
export class PartitionSeal {
  readonly read: ReadFile;
  readonly #parts: Parts;
  readonly #tree: GrowingTree;
  readonly #signer: HeadSigner;
  #checkpoint: { note: string; head: TreeHead } | null;

  private constructor(parts: Parts, state: Opened & { signer: HeadSigner }) {
    this.#parts = parts;
    this.read = readerOf(parts);
    this.#tree = state.tree;
    this.#checkpoint = state.checkpoint;
    this.#signer = state.signer;
  }

  /** Takes up what stands in the store. Throws `SealFault` when it does not belong together, or to this key. */
  static async open(parts: Parts): Promise<PartitionSeal> {
    const { store, partition, key } = parts;
    const opened = await openTree(parts);
    const published = opened.checkpoint?.head ?? null;
    const signer = await HeadSigner.open(store, { partition, key: key.signer, published });
    return new PartitionSeal(parts, { ...opened, signer });
  }

  /** Entries that were appended, whether sealed yet or not. */
  get size(): number {
    return this.#tree.head.size;
  }

  /** Entries that the log must have: those under the checkpoint, and those that may have been signed before a crash. */
  get promisedSize(): number {
    return Math.max(this.sealedSize, this.#signer.size);
  }

  /** Entries under the checkpoint. */
  get sealedSize(): number {
    return this.#checkpoint?.head.size ?? 0;
  }

  /** Signed note; null before the first. */
  get checkpoint(): string | null {
    return this.#checkpoint?.note ?? null;
  }

  append(entry: Uint8Array): void {
    this.#tree.append(entry);
  }

  /**
   * Publishes what was appended: tiles first, then what the signer remembers, then the checkpoint. Whatever fails, the object is
   * done with: open a new one, as after a crash.
   */
  async publish(): Promise<void> {
    const { store, partition } = this.#parts;
    const tiles = this.#tree.takeTiles();
    const { head } = this.#tree;
    await store.write(
      tiles.map(({ tile, bytes }) => ({ path: pathOf(partition, tilePath(tile)), bytes })),
    );
    // Taken up from before a crash: what was signed then comes first.
    if (head.size < this.#signer.size) return;
    const note = await this.#signer.sign(head, await this.#proofTo(head));
    const path = pathOf(partition, CHECKPOINT);
    await store.write([{ path, bytes: Buffer.from(note) }]);
    this.#checkpoint = { note, head };
    for (const { tile } of tiles) {
      if (tile.width === TILE_WIDTH) await store.remove(pathOf(partition, partialFolder(tile)));
    }
  }

  async #proofTo({ size }: TreeHead) {
    const proof = await readConsistencyProof(this.read, { oldSize: this.#signer.size, size });
    if (Array.isArray(proof)) return proof;
    throw damaged(this.#parts.partition, proof.path);
  }
}

const CHECKPOINT = 'checkpoint';

interface Opened {
  tree: GrowingTree;
  checkpoint: { note: string; head: TreeHead } | null;
}

async function openTree(parts: Parts): Promise<Opened> {
  const { partition, key } = parts;
  const read = readerOf(parts);
  const bytes = await read(CHECKPOINT);
  if (bytes === null) return { tree: new GrowingTree(), checkpoint: null };
  const note = Buffer.from(bytes).toString();
  const head = openCheckpoint(note, key.verifier);
  if ('fault' in head) {
    if (head.fault === 'MALFORMED') throw damaged(partition, CHECKPOINT);
    const message = `the checkpoint is not by ${key.verifierKey}: set HUSTINGS_SEAL_KEY and HUSTINGS_SEAL_ORIGIN back`;
    throw new SealFault('SEAL_KEY_DIFFERS', { partition, message });
  }
  const tree = await resumeTree(read, head.size);
  if (tree === null || !sameBytes(tree.head.root, head.root)) {
    throw damaged(partition, 'the tiles at the edge');
  }
  return { tree, checkpoint: { note, head } };
}

async function resumeTree(read: ReadFile, size: number): Promise<GrowingTree | null> {
  const width = size % TILE_WIDTH;
  const bundle: Tile = { level: 'entries', index: Math.floor(size / TILE_WIDTH), width };
  const files = new Map<string, Uint8Array>();
  for (const tile of [...edgeTiles(size), ...(width > 0 ? [bundle] : [])]) {
    const path = tilePath(tile);
    files.set(path, (await read(path)) ?? NONE);
  }
  return GrowingTree.resume(size, (tile) => files.get(tilePath(tile)) ?? NONE);
}

function readerOf({ store, partition }: Parts): ReadFile {
  return (path) => store.read(pathOf(partition, path));
}

function pathOf(partition: string, path: string): string {
  return `log/${partition}/${path}`;
}

function damaged(partition: string, what: string): SealFault {
  const message = `${what} of the sealed log is missing or damaged: restore the folder from a copy, or seal anew in an empty one`;
  return new SealFault('SEAL_DAMAGED', { partition, message });
}
