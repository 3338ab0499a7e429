import { GrowingTree, type ReadFile, tilePath } from '../../src/index.ts';

/** Entries as the golden file counts them. */
export function someEntries(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => Buffer.from(`entry ${index}`));
}

/** A tree over entries with its files by path. */
export function publish(entries: readonly Uint8Array[]) {
  const tree = new GrowingTree();
  for (const entry of entries) tree.append(entry);
  const files = new Map(tree.takeTiles().map(({ tile, bytes }) => [tilePath(tile), bytes]));
  const read: ReadFile = async (path) => files.get(path) ?? null;
  return { head: tree.head, files, read };
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
