import { seededRandom } from './random.ts';
import { zipfShares } from './zipf.ts';

/** How organisations are laid over gates and gates over shards. */
export interface SpreadInput {
  organisations: number;
  zipfExponent: number;
  gates: number;
  shards: number;
  /** Messages a second of all organisations. */
  load: number;
  /** Messages a second that one gate can decide. */
  gateCapacity: number;
  seed: number;
}

/** How even the load comes out. */
export interface Spread {
  /** Load of the hottest shard against the mean; 1 = even. */
  shardImbalance: number;
  hottestShardPerSecond: number;
  hottestGatePerSecond: number;
  /** Load of the largest organisation. */
  largestOrganisationPerSecond: number;
  /** Gates that get more than one gate can decide. */
  gatesOverCapacity: number;
  /** Organisations that alone exceed one gate: no number of gates helps them. */
  organisationsOverCapacity: number;
  /** Share of all organisations whose gate is over its capacity. */
  organisationsOnOverloadedGates: number;
  /** Share of the load that all gates together can take at once, each up to its own capacity. */
  servedShare: number;
}

/**
 * Hashes organisations to gates and gates to shards, as the kernel and the cluster do: uniformly at random, which a
 * seeded source stands for here.
 */
export function simulateSpread(input: SpreadInput): Spread {
  const { organisations, gates, shards, load, gateCapacity } = input;
  const random = seededRandom(input.seed);
  const shares = zipfShares(organisations, input.zipfExponent);
  const gateOfOrganisation = Uint32Array.from(shares, () => Math.floor(random() * gates));
  const gateLoad = new Float64Array(gates);
  for (const [index, share] of shares.entries()) {
    addAt(gateLoad, gateOfOrganisation[index] ?? 0, share * load);
  }
  const shardLoad = new Float64Array(shards);
  for (const each of gateLoad) addAt(shardLoad, Math.floor(random() * shards), each);
  const hottestShard = maximum(shardLoad);
  const isOver = (gate: number): boolean => (gateLoad[gate] ?? 0) > gateCapacity;
  return {
    shardImbalance: hottestShard / (load / shards),
    hottestShardPerSecond: hottestShard,
    hottestGatePerSecond: maximum(gateLoad),
    largestOrganisationPerSecond: (shares[0] ?? 0) * load,
    gatesOverCapacity: gateLoad.filter((each) => each > gateCapacity).length,
    organisationsOverCapacity: shares.filter((share) => share * load > gateCapacity).length,
    organisationsOnOverloadedGates: gateOfOrganisation.filter(isOver).length / organisations,
    servedShare: gateLoad.reduce((sum, each) => sum + Math.min(each, gateCapacity), 0) / load,
  };
}

function addAt(sums: Float64Array, index: number, by: number): void {
  sums[index] = (sums[index] ?? 0) + by;
}

function maximum(values: Float64Array): number {
  return values.reduce((most, each) => Math.max(most, each), 0);
}
