import { describe, expect, test } from 'vitest';
import { modelCapacity } from '../src/capacity/model.ts';
import { gateCapacityOf, type MeasuredCosts, needsOf } from '../src/capacity/needs.ts';
import { readCosts } from '../src/capacity/read-costs.ts';
import { simulateSpread } from '../src/capacity/spread.ts';
import { zipfShares } from '../src/capacity/zipf.ts';

const COSTS: MeasuredCosts = {
  governorUs: 7,
  redisUs: 3.5,
  natsUs: 1.4,
  dispatcherUs: 7,
  commitsPerGate: 1_000,
  commitsPerStream: 3_500,
  decisionsPerCommit: 50,
};

describe('what a load needs', () => {
  test('is its cost at no more than 70 % of use, rounded up', () => {
    expect(needsOf(COSTS, { load: 1_000_000, decisionsPerMessage: 2 })).toEqual({
      governorCores: 20,
      redisCores: 10,
      natsCores: 4,
      dispatcherCores: 10,
      // 2,000,000 decisions in 40,000 groups of two commits.
      partitions: Math.ceil(80_000 / 3_500 / 0.7),
      gates: Math.ceil(2_000_000 / 50_000 / 0.7),
      gateCapacity: 50_000,
    });
  });
});

describe('a skewed load', () => {
  const input = {
    organisations: 20_000,
    zipfExponent: 1,
    gates: 64,
    shards: 8,
    load: 1_000_000,
    gateCapacity: gateCapacityOf(COSTS),
    seed: 7,
  };

  test('gives the largest organisation the share that Zipf says', () => {
    const shares = zipfShares(1_000, 1);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect((shares[0] ?? 0) / (shares[9] ?? 1)).toBeCloseTo(10, 9);
    expect(simulateSpread(input).largestOrganisationPerSecond).toBeCloseTo(
      (zipfShares(20_000, 1)[0] ?? 0) * 1_000_000,
      3,
    );
  });

  test('is spread in the same way for the same seed, in another for another', () => {
    expect(simulateSpread(input)).toEqual(simulateSpread(input));
    expect(simulateSpread({ ...input, seed: 8 })).not.toEqual(simulateSpread(input));
  });

  test('is even without skew and with many gates', () => {
    const even = simulateSpread({ ...input, zipfExponent: 0, gates: 8_192 });
    expect(even.shardImbalance).toBeLessThan(1.1);
    expect(even).toMatchObject({ gatesOverCapacity: 0, servedShare: 1 });
  });

  test('leaves the largest organisations over one gate, however many gates there are', () => {
    const spreads = [64, 256, 4_096].map((gates) => simulateSpread({ ...input, gates }));
    const over = spreads.map(({ organisationsOverCapacity }) => organisationsOverCapacity);
    expect(new Set(over).size).toBe(1);
    expect(over[0]).toBeGreaterThan(0);
    const hot = spreads.map((spread) => spread.organisationsOnOverloadedGates);
    expect(hot[2]).toBeLessThan(hot[0] ?? 0);
    expect(spreads.every(({ servedShare }) => servedShare < 1)).toBe(true);
  });
});

test('the model tries more and more gates', () => {
  const asked = { load: 1_000_000, decisionsPerMessage: 2, organisations: 10_000, shards: 10 };
  const { needs, spreads } = modelCapacity({ ...asked, costs: COSTS, zipfExponent: 1, seed: 1 });
  expect(spreads.map(({ gates }) => gates / needs.gates)).toEqual([1, 4, 16, 64]);
});

test('costs come from the report of the benchmark', () => {
  const load = { governorCpuUs: 7, redisCpuUs: 3, natsCpuUs: 2, perSecond: 9 };
  const { machine, costs } = readCosts({ machine: 'm', absolute: { stream: load } }, 'stream');
  expect(machine).toBe('m');
  expect(costs).toMatchObject({ governorUs: 7, redisUs: 3, natsUs: 2 });
  expect(() => readCosts({ machine: 'm', absolute: {} }, 'stream')).toThrow(/no "stream"/);
});
