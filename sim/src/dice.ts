/** Draws of one step: a function of its number alone, so that a plan is a list of numbers and can lose any of them. */
export interface Dice {
  /** Uniform, 0 to 1. */
  next(): number;
  /** Uniform, 0 to `count` - 1. */
  below(count: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** One of the items, or undefined when there is none. */
  any<T>(items: readonly T[]): T | undefined;
}

/** Mulberry32 over a number. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] ?? items[0],
    any: (items) => items[below(items.length)],
  };
}

/** The steps of one run. */
export function planOf(seed: number, run: number, steps: number): number[] {
  const dice = diceOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(run + 1, 0x85ebca6b));
  return Array.from({ length: steps }, () => dice.below(2 ** 32));
}
