import { type MeasuredCosts, type Needs, needsOf } from './needs.ts';
import { type Spread, simulateSpread } from './spread.ts';

/** What is asked of the model. */
export interface ModelInput {
  costs: MeasuredCosts;
  /** Messages a second of all organisations together. */
  load: number;
  decisionsPerMessage: number;
  organisations: number;
  zipfExponent: number;
  shards: number;
  seed: number;
}

/** Needs at even load, and what a skewed one makes of different numbers of gates. */
export interface Model {
  needs: Needs;
  spreads: ({ gates: number } & Spread)[];
}

/** Gates that are tried, as multiples of those that even load would keep busy. */
const GATE_FACTORS = [1, 4, 16, 64];

export function modelCapacity(input: ModelInput): Model {
  const { costs, load, decisionsPerMessage, organisations, zipfExponent, shards, seed } = input;
  const needs = needsOf(costs, { load, decisionsPerMessage });
  const spreads = GATE_FACTORS.map((factor) => {
    const gates = needs.gates * factor;
    const spread = simulateSpread({
      ...{ organisations, zipfExponent, gates, shards, seed },
      load: load * decisionsPerMessage,
      gateCapacity: needs.gateCapacity,
    });
    return { gates, ...spread };
  });
  return { needs, spreads };
}
