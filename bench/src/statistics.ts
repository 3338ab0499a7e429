/** The middle value; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Three significant digits: more would claim what no run repeats. */
export function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(3)) : value;
}

/** The median of what a function makes of each round. */
export function medianOf<Round>(
  rounds: readonly Round[],
  figure: (round: Round) => number,
): number {
  return rounded(median(rounds.map(figure)));
}
