import { createHash } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import {
  bundlesOfTree,
  decodeBundle,
  encodeBundle,
  findLogFault,
  GrowingTree,
  isConsistent,
  isIncluded,
  leafHash,
  openCheckpoint,
  parseVerifierKey,
  readConsistencyProof,
  readInclusionProof,
  readRoot,
  type Tile,
  tilePath,
  tilesOfTree,
} from '../src/index.ts';
import golden from './fixtures/golden.json' with { type: 'json' };
import { base64, publish, someEntries } from './support/tree.ts';

/** 140,000 hashes for each large tree: seconds on a busy machine. */
vi.setConfig({ testTimeout: 60_000 });

const LARGEST = 70_000;
const ENTRIES = someEntries(LARGEST);
const WHOLE = publish(ENTRIES);

describe("Go's checksum database, which shares no code with this", () => {
  it('has the same roots', async () => {
    for (const [size, root] of Object.entries(golden.roots)) {
      const ours = await readRoot(WHOLE.read, { size: Number(size), treeSize: LARGEST });
      expect([size, base64(ours as Uint8Array)]).toEqual([size, root]);
    }
  });

  it('has the same tiles', () => {
    for (const [size, digest] of Object.entries(golden.tiles)) {
      const { files } = at(Number(size));
      const sum = createHash('sha256');
      for (const tile of tilesOfTree(Number(size))) {
        const bytes = files.get(tilePath(tile)) ?? new Uint8Array();
        const own = createHash('sha256').update(bytes).digest('hex');
        sum.update(`${tile.level}/${tile.index}/${tile.width} ${own}\n`);
      }
      expect([size, sum.digest('hex')]).toEqual([size, digest]);
    }
  });

  it('proves inclusion with the same hashes, and its proofs hold here', async () => {
    for (const { index, size, proof } of golden.inclusion) {
      const { read, head } = at(size);
      const ours = await readInclusionProof(read, { index, size });
      expect((ours as Uint8Array[]).map(base64)).toEqual(proof);
      const leaf = leafHash(ENTRIES[index] ?? new Uint8Array());
      expect(isIncluded({ leaf, index }, proof.map(fromBase64), head)).toBe(true);
    }
  });

  it('proves consistency so that it holds here, and takes the same hashes', async () => {
    for (const { old, size, proof } of golden.consistency) {
      const ours = await readConsistencyProof(WHOLE.read, { oldSize: old, size });
      expect((ours as Uint8Array[]).map(base64)).toEqual(proof);
      const head = (n: number) => ({ size: n, root: fromBase64(rootAt(n) ?? '') });
      if (rootAt(old) === undefined) continue;
      expect(isConsistent(head(old), head(size), proof.map(fromBase64))).toBe(true);
    }
  });

  it('signs a checkpoint that opens here', () => {
    const verifier = parseVerifierKey(golden.key);
    expect(verifier && openCheckpoint(golden.note, verifier)).toMatchObject({
      origin: 'go.example/log',
      ...WHOLE.head,
    });
  });
});

it('names tiles and bundles as the specification does', () => {
  const paths: [Tile, string][] = [
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 999, width: 5 }, 'tile/1/999.p/5'],
    [{ level: 'entries', index: 1000, width: 1 }, 'tile/entries/x001/000.p/1'],
  ];
  for (const [tile, path] of paths) expect(tilePath(tile)).toBe(path);
});

it('a bundle holds its entries and nothing else', () => {
  const entries = [Buffer.from('one'), Buffer.alloc(0), Buffer.alloc(65_535, 7)];
  const bytes = encodeBundle(entries);
  expect(decodeBundle(bytes, 3)).toEqual(entries);
  const wrong = [
    decodeBundle(bytes, 2),
    decodeBundle(bytes, 4),
    decodeBundle(bytes.subarray(1), 3),
    decodeBundle(bytes.subarray(0, -1), 3),
    decodeBundle(Buffer.concat([bytes, Buffer.alloc(1)]), 3),
  ];
  expect(wrong).toEqual(wrong.map(() => null));
  expect(() => encodeBundle([Buffer.alloc(65_536)])).toThrow('an entry of 65536 bytes');
});

describe('a tree that is taken up again from its edge', () => {
  it.each([1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_792])(
    'goes on as one that never stopped, after %i entries',
    (size) => {
      const before = at(size);
      const resumed = GrowingTree.resume(size, (tile) => before.files.get(tilePath(tile)) ?? NONE);
      expect(resumed?.head).toEqual(before.head);
      for (const entry of ENTRIES.slice(size, size + 300)) resumed?.append(entry);
      const after = publish(ENTRIES.slice(0, size + 300));
      expect(resumed?.head).toEqual(after.head);
      for (const { tile, bytes } of resumed?.takeTiles() ?? []) {
        expect([tilePath(tile), base64(bytes)]).toEqual([
          tilePath(tile),
          base64(after.files.get(tilePath(tile)) ?? NONE),
        ]);
      }
    },
  );

  it('is refused when its files are cut or do not belong together', () => {
    const { files } = publish(ENTRIES.slice(0, 300));
    const resume = (change: (path: string, bytes: Uint8Array) => Uint8Array) =>
      GrowingTree.resume(300, (tile) => {
        const path = tilePath(tile);
        return change(path, files.get(path) ?? NONE);
      });
    expect(resume((_, bytes) => bytes)).not.toBeNull();
    expect(resume((_, bytes) => bytes.subarray(1))).toBeNull();
    expect(
      resume((path, bytes) => (path.includes('entries') ? flipLast(bytes) : bytes)),
    ).toBeNull();
  });
});

describe('a published log', () => {
  const size = 66_000;
  const isEntry = (entry: Uint8Array, index: number) =>
    Buffer.from(entry).toString() === `entry ${index}`;
  const whole = publish(ENTRIES.slice(0, size));
  const checkpoint = { origin: 'x', ...whole.head };

  it('verifies against its checkpoint, also an earlier one whose partial tiles are gone', async () => {
    expect(await findLogFault(checkpoint, { read: whole.read, isEntry })).toBeNull();
    const early = publish(ENTRIES.slice(0, 65_000));
    const head = { origin: 'x', ...early.head };
    expect(await findLogFault(head, { read: whole.read, isEntry })).toBeNull();
  });

  it.each([
    {
      when: 'a bundle is gone',
      path: 'tile/entries/100',
      change: null,
      reason: 'FILE_MISSING',
      index: 25_600,
    },
    {
      when: 'a bundle is cut',
      path: 'tile/entries/100',
      change: 'cut',
      reason: 'FILE_MALFORMED',
      index: 25_600,
    },
    {
      when: 'an entry is another',
      path: 'tile/entries/100',
      change: 'flip',
      reason: 'ENTRY_WRONG',
      index: 25_855,
    },
    {
      when: 'a tile is gone',
      path: 'tile/0/007',
      change: null,
      reason: 'FILE_MISSING',
      index: 1792,
    },
    {
      when: 'a tile is cut',
      path: 'tile/0/007',
      change: 'cut',
      reason: 'FILE_MALFORMED',
      index: 1792,
    },
    {
      when: 'a hash is another',
      path: 'tile/0/007',
      change: 'flip',
      reason: 'TILE_DIFFERS',
      index: 2047,
    },
    {
      when: 'a hash of the second level is another',
      path: 'tile/1/000',
      change: 'flip',
      reason: 'TILE_DIFFERS',
      index: 65_280,
    },
    {
      when: 'a hash at the edge is another',
      path: 'tile/2/000.p/1',
      change: 'flip',
      reason: 'TILE_DIFFERS',
      index: 0,
    },
  ])('names the file and the first entry when $when', async ({ path, change, reason, index }) => {
    const read = async (asked: string) => {
      const bytes = await whole.read(asked);
      if (asked !== path || bytes === null || change === null) return asked === path ? null : bytes;
      return change === 'cut' ? bytes.subarray(0, -1) : flipLast(bytes);
    };
    expect(await findLogFault(checkpoint, { read, isEntry })).toEqual({ reason, path, index });
  });

  it('does not verify against another root', async () => {
    const forged = { ...checkpoint, root: leafHash(Buffer.from('x')) };
    expect(await findLogFault(forged, { read: whole.read, isEntry })).toEqual({
      ...{ reason: 'ROOT_DIFFERS', path: '', index: 0 },
    });
  });

  it('has a bundle for each 256 entries', () => {
    expect(bundlesOfTree(300)).toEqual([
      { level: 'entries', index: 0, width: 256 },
      { level: 'entries', index: 1, width: 44 },
    ]);
  });
});

const NONE = new Uint8Array();

const published = new Map([[LARGEST, WHOLE]]);

function at(size: number) {
  const known = published.get(size) ?? publish(ENTRIES.slice(0, size));
  published.set(size, known);
  return known;
}

function rootAt(size: number): string | undefined {
  return (golden.roots as Record<string, string>)[String(size)];
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, 'base64');
}

function flipLast(bytes: Uint8Array): Uint8Array {
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  return changed;
}
