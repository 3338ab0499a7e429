/** A seeded source of draws: the same seed gives the same population on every machine. */
export interface Random {
  /** Uniform, 0 to 1. */
  next(): number;
  /** Uniform. */
  between(low: number, high: number): number;
  /** Uniform whole number, both ends included. */
  whole(low: number, high: number): number;
  chance(probability: number): boolean;
  /** Log-normal by its median and the standard deviation of its logarithm. */
  logNormal(median: number, sigma: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** A source of its own, so that one sender's draws never shift another's. */
  fork(label: number): Random;
}

/** Mulberry32 over a seed; more than enough for draws that need no secrecy. */
export function randomOf(seed: number): Random {
  let state = mix(seed);
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    return mix(state) / 2 ** 32;
  }
  function normal(): number {
    return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  }
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    whole: (low, high) => low + Math.floor((high - low + 1) * next()),
    chance: (probability) => next() < probability,
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    pick: (items) => items[Math.floor(next() * items.length)] ?? items[0],
    fork: (label) => randomOf(mix(seed ^ mix(label + 1))),
  };
}

/** 32 bits, each depending on all of the input's. */
export function mix(value: number): number {
  let t = (value + 0x9e3779b9) | 0;
  t = Math.imul(t ^ (t >>> 16), 0x85ebca6b);
  t = Math.imul(t ^ (t >>> 13), 0xc2b2ae35);
  return (t ^ (t >>> 16)) >>> 0;
}
