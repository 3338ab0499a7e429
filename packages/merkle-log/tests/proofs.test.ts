import { describe, expect, it } from 'vitest';
import {
  appendHash,
  EMPTY_RANGE,
  EMPTY_ROOT,
  type Hash,
  isConsistent,
  isIncluded,
  leafHash,
  readConsistencyProof,
  readInclusionProof,
  rootOf,
  rootOfData,
  rootOfLeaves,
} from '../src/index.ts';
import { naivePath, naiveProof, naiveRoot } from './support/naive.ts';
import { publish, someEntries } from './support/tree.ts';

const LARGEST = 40;
const ENTRIES = someEntries(LARGEST);
const ROOTS = Array.from({ length: LARGEST + 1 }, (_, size) => naiveRoot(ENTRIES.slice(0, size)));

/** Inputs and roots of the test vectors that certificate transparency servers share, sizes 0 to 8. */
const INPUTS = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const VECTORS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

it('gives the roots of the test vectors that transparency logs share', () => {
  const hashes = INPUTS.map((hex) => leafHash(Buffer.from(hex, 'hex')));
  const roots = VECTORS.map((_, size) => rootOfLeaves(hashes.slice(0, size)));
  expect(roots.map((root) => Buffer.from(root).toString('hex'))).toEqual(VECTORS);
});

it('a tree that grows leaf by leaf has the root of the recursive definition at each size', () => {
  let range = EMPTY_RANGE;
  const roots = [rootOf(range)];
  for (const entry of ENTRIES) {
    range = appendHash(range, leafHash(entry));
    roots.push(rootOf(range));
  }
  expect(roots).toEqual(ROOTS);
});

it('the root over what leaves hold is that of the recursive definition at each size, whatever was hashed before', () => {
  const large = [Buffer.alloc(70_000, 1), Buffer.alloc(0), Buffer.alloc(2_000_000, 2)];
  const leaves = [...ENTRIES, ...large];
  for (let size = 0; size <= leaves.length; size++) {
    for (const some of [leaves.slice(0, size), leaves.slice(leaves.length - size)]) {
      expect(Buffer.compare(rootOfData(some), naiveRoot(some))).toBe(0);
    }
  }
});

describe('an inclusion proof', () => {
  it('is that of the recursive definition, and holds, for every leaf of every size', async () => {
    for (let size = 1; size <= LARGEST; size++) {
      const { read, head } = publish(ENTRIES.slice(0, size));
      for (let index = 0; index < size; index++) {
        const proof = await readInclusionProof(read, { index, size });
        expect(proof).toEqual(naivePath(index, ENTRIES.slice(0, size)));
        expect(isIncluded(leafAt(index), proof as Hash[], head)).toBe(true);
      }
    }
  });

  it('is refused with any bit flipped, cut, longer, for another leaf, place, size or root', () => {
    for (const size of [1, 2, 5, 8, 27]) {
      const head = { size, root: rootAt(size) };
      for (let index = 0; index < size; index++) {
        const proof = naivePath(index, ENTRIES.slice(0, size));
        const leaf = leafAt(index);
        const wrong = [
          ...flips(proof).map((changed) => isIncluded(leaf, changed, head)),
          ...flips([leaf.leaf]).map(([changed]) =>
            isIncluded({ leaf: changed ?? leaf.leaf, index }, proof, head),
          ),
          ...flips([head.root]).map(([root]) =>
            isIncluded(leaf, proof, { size, root: root ?? head.root }),
          ),
          isIncluded(leaf, [...proof, head.root], head),
          proof.length > 0 && isIncluded(leaf, proof.slice(1), head),
          proof.length > 0 && isIncluded(leaf, proof.slice(0, -1), head),
          proof.length > 1 && isIncluded(leaf, proof.toReversed(), head),
          ...others(size, index).map((at) => isIncluded({ ...leaf, index: at }, proof, head)),
          ...[0, -1, 0.5, Number.NaN, index].map((n) =>
            isIncluded(leaf, proof, { ...head, size: n }),
          ),
        ];
        expect(wrong.filter(Boolean)).toEqual([]);
      }
    }
  });

  it('does not take an inner node for a leaf', () => {
    const [left, right] = [leafAt(0).leaf, leafAt(1).leaf];
    const root = rootAt(2);
    expect(isIncluded({ leaf: root, index: 0 }, [], { size: 1, root: rootAt(2) })).toBe(true);
    const posed = leafHash(Buffer.concat([left, right]));
    expect(isIncluded({ leaf: posed, index: 0 }, [], { size: 1, root })).toBe(false);
  });
});

describe('a consistency proof', () => {
  it('is that of the recursive definition, and holds, for every pair of sizes', async () => {
    for (let size = 1; size <= LARGEST; size++) {
      const { read, head } = publish(ENTRIES.slice(0, size));
      for (let oldSize = 0; oldSize <= size; oldSize++) {
        const proof = await readConsistencyProof(read, { oldSize, size });
        const wanted = oldSize === 0 ? [] : naiveProof(oldSize, ENTRIES.slice(0, size));
        expect(proof).toEqual(wanted);
        const old = { size: oldSize, root: rootAt(oldSize) };
        expect(isConsistent(old, head, proof as Hash[])).toBe(true);
      }
    }
  });

  it('is refused with any bit flipped, cut, longer, or for other sizes and roots', () => {
    for (const [oldSize, size] of [
      [1, 2],
      [3, 7],
      [4, 7],
      [6, 27],
      [8, 27],
      [27, 27],
    ] as const) {
      const old = { size: oldSize, root: rootAt(oldSize) };
      const head = { size, root: rootAt(size) };
      const proof = naiveProof(oldSize, ENTRIES.slice(0, size));
      const wrong = [
        ...flips(proof).map((changed) => isConsistent(old, head, changed)),
        ...flips([old.root]).map(([root = old.root]) =>
          isConsistent({ ...old, root }, head, proof),
        ),
        ...flips([head.root]).map(([root = head.root]) =>
          isConsistent(old, { ...head, root }, proof),
        ),
        isConsistent(old, head, [...proof, head.root]),
        proof.length > 0 && isConsistent(old, head, proof.slice(1)),
        proof.length > 0 && isConsistent(old, head, proof.slice(0, -1)),
        oldSize < size && isConsistent(head, old, proof),
        isConsistent({ ...old, size: 0 }, head, []),
        ...[-1, 0.5, Number.NaN].map((n) => isConsistent({ ...old, size: n }, head, proof)),
      ];
      expect(wrong.filter(Boolean)).toEqual([]);
    }
  });

  it('holds for the empty tree with nothing to show, and for no other root of it', () => {
    const head = { size: 5, root: rootAt(5) };
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, head, [])).toBe(true);
    expect(isConsistent({ size: 0, root: rootAt(1) }, head, [])).toBe(false);
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, head, [head.root])).toBe(false);
  });

  it('does not exist for a tree that was rewritten', () => {
    const forged = ENTRIES.slice(0, 27).with(3, Buffer.from('another'));
    const head = { size: 27, root: naiveRoot(forged) };
    const old = { size: 6, root: rootAt(6) };
    expect(isConsistent(old, head, naiveProof(6, forged))).toBe(false);
  });
});

function rootAt(size: number): Hash {
  return ROOTS[size] ?? EMPTY_ROOT;
}

function leafAt(index: number) {
  return { leaf: leafHash(ENTRIES[index] ?? new Uint8Array()), index };
}

/** Every other place that a leaf could be said to have. Leaves at mirrored places of a tree may share their path. */
function others(size: number, index: number): number[] {
  const places = Array.from({ length: size }, (_, at) => at);
  return [...places.filter((at) => at !== index), size, -1, 0.5, Number.NaN];
}

/** The hashes with one bit changed, for a bit of every byte, and with a hash cut short. */
function flips(hashes: readonly Hash[]): Hash[][] {
  return hashes.flatMap((hash, at) => [
    ...Array.from(hash, (_, byte) => {
      const changed = Buffer.from(hash);
      changed[byte] = (changed[byte] ?? 0) ^ (1 << (byte % 8));
      return hashes.with(at, changed);
    }),
    hashes.with(at, hash.subarray(1)),
  ]);
}
