/** What a benchmark found: ratios of two things measured in one run, and each figure behind them. */
export interface Findings {
  ratios: Record<string, number>;
  absolute: Record<string, number>;
}

/** What all benchmarks of this folder take. */
export interface BenchOptions {
  /** Rounds of which the median is told; what is compared takes turns in each. */
  rounds: number;
  /** Tells how far it is. */
  note: (line: string) => void;
}

/** The middle value; of an even number of values the upper one of the two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The median of the ratios that each round gives by itself. */
export function medianRatio(over: readonly number[], under: readonly number[]): number {
  return rounded(median(over.map((value, round) => value / (under[round] ?? Number.NaN))));
}

/** Three digits that count. */
export function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
