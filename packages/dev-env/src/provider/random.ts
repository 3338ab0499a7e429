import { hash } from 'node:crypto';

/**
 * A number in [0, 1) that depends on the seed and the given words only. Drawing by name instead of from one stream keeps
 * every recipient's behaviour the same whatever the order in which messages arrive.
 */
export function drawShare(seed: number, ...words: (string | number)[]): number {
  const digest = hash('sha256', `${seed}\u0000${words.join('\u0000')}`, 'hex');
  return Number.parseInt(digest.slice(0, 12), 16) / 2 ** 48;
}

/** A number in [min, max], drawn like `drawShare`. */
export function drawBetween(
  range: { min: number; max: number },
  seed: number,
  ...words: (string | number)[]
): number {
  return range.min + (range.max - range.min) * drawShare(seed, ...words);
}
