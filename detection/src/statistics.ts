/** Both ends of a 95 % confidence interval. */
export interface Interval {
  low: number;
  high: number;
}

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

/** Wilson's interval for a share: holds its level for shares near 0 and 1, where the usual one does not. */
export function wilson(hits: number, of: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const p = hits / of;
  const z2 = (Z * Z) / of;
  const centre = (p + z2 / 2) / (1 + z2);
  const half = (Z / (1 + z2)) * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of));
  // At the ends the exact bound is the end itself, whatever rounding says.
  return {
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === of ? 1 : Math.min(1, centre + half),
  };
}

/** The middle of the known values; null without any. */
export function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = Math.floor(known.length / 2);
  const [low, high] = [known[middle - 1], known[middle]];
  if (high === undefined) return null;
  return known.length % 2 === 1 || low === undefined ? high : (low + high) / 2;
}

/** A point of a curve: what a threshold finds of the abusive, and takes of the honest. */
export interface RocPoint {
  threshold: number;
  abusive: number;
  honest: number;
}

/** Shares of each kind whose score reaches a threshold. */
export function rocOf(
  scores: { abusive: readonly number[]; honest: readonly number[] },
  thresholds: readonly number[],
): RocPoint[] {
  const reach = (all: readonly number[], threshold: number): number =>
    all.length === 0 ? 0 : all.filter((score) => score >= threshold).length / all.length;
  return thresholds.map((threshold) => ({
    threshold,
    abusive: reach(scores.abusive, threshold),
    honest: reach(scores.honest, threshold),
  }));
}
