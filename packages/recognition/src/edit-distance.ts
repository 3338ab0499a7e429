/**
 * Damerau-Levenshtein distance (optimal string alignment), or `limit + 1` when it is larger.
 * Only for single words: the work is the product of the lengths.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let twoBack: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = nextRow({ a, b, i, previous, twoBack });
    if (Math.min(...current) > limit) return limit + 1;
    twoBack = previous;
    previous = current;
  }
  return Math.min(at(previous, b.length), limit + 1);
}

interface RowInput {
  a: string;
  b: string;
  i: number;
  previous: number[];
  twoBack: number[];
}

function nextRow({ a, b, i, previous, twoBack }: RowInput): number[] {
  const row = [i];
  for (let j = 1; j <= b.length; j++) {
    const same = a[i - 1] === b[j - 1];
    let cost = Math.min(
      at(row, j - 1) + 1,
      at(previous, j) + 1,
      at(previous, j - 1) + (same ? 0 : 1),
    );
    const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
    if (swapped) cost = Math.min(cost, at(twoBack, j - 2) + 1);
    row.push(cost);
  }
  return row;
}

function at(row: number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
