/** Bins of a sketch; the standard error of the estimate is 1/sqrt(128), 0.09 at worst. */
export const SKETCH_BINS = 128;

/** Characters of one shingle: about a word, so that a name touches few of them. */
const SHINGLE_CHARS = 5;

/** Seven bits choose the bin, the other 25 are the value. */
const BIN_SHIFT = 25;
const VALUE_MASK = (1 << BIN_SHIFT) - 1;
const EMPTY = 0xffff_ffff;

/**
 * One-permutation hashing (Li, Owen, Zhang 2012) of the text's 5-character shingles: each shingle falls into one bin,
 * which keeps its smallest value. Empty bins borrow from full ones that are chosen by hash (Shrivastava 2017), so that
 * short texts can be compared as well. The share of equal bins estimates the Jaccard similarity of two texts.
 */
export function sketchOf(canonical: string): Uint32Array {
  const bins = new Uint32Array(SKETCH_BINS).fill(EMPTY);
  const last = Math.max(0, canonical.length - SHINGLE_CHARS);
  for (let start = 0; start <= last; start++) {
    const hash = hashShingle(canonical, start);
    const bin = hash >>> BIN_SHIFT;
    const value = hash & VALUE_MASK;
    if (value < (bins[bin] ?? 0)) bins[bin] = value;
  }
  return densify(bins);
}

/** FNV-1a over code units with the finaliser of MurmurHash3: all 32 bits depend on every character. */
function hashShingle(text: string, start: number): number {
  const end = Math.min(start + SHINGLE_CHARS, text.length);
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return finalise(hash);
}

function densify(bins: Uint32Array): Uint32Array {
  const dense = bins.slice();
  for (let bin = 0; bin < SKETCH_BINS; bin++) {
    // At least one bin is full, and each probe hits it with the same chance: 128 probes on average in the worst case.
    for (let attempt = 1; dense[bin] === EMPTY; attempt++) {
      dense[bin] = bins[probe(bin, attempt)] ?? EMPTY;
    }
  }
  return dense;
}

function probe(bin: number, attempt: number): number {
  return finalise(Math.imul(bin + 1, 0x9e3779b1) ^ attempt) >>> BIN_SHIFT;
}

function finalise(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Estimated Jaccard similarity, 0 to 1. */
export function similarityOf(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let equal = 0;
  for (let bin = 0; bin < SKETCH_BINS; bin++) if (a[bin] === b[bin]) equal += 1;
  return equal / SKETCH_BINS;
}
