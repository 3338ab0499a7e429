import type { Fault } from '../faults/fault.ts';
import { type Random, shuffle } from '../load/random.ts';

/** The faults in an order that the seed draws, again and again, each round in another order. */
export function* planOf(faults: readonly Fault[], random: Random): Generator<Fault> {
  for (;;) yield* shuffle(faults, random);
}
