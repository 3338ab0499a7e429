import { assert, present } from '@hustings/kernel';
import type { Fact } from '@hustings/policy';
import { gateKeys } from '@hustings/redis-scripts';
import { contextOf, type GateFixture, openGate, policyFact, registered } from './gate-fixture.ts';
import { readCpuUs } from './redis-usage.ts';
import { type BenchOptions, type Findings, median, rounded } from './summary.ts';
import { MODE_OF, recipientOf, Traffic } from './traffic.ts';

const BATCH = 64;
const CONTEXTS_PER_GROUP = 4;
const GROUPS_PER_SLICE = 200;
/** Opt-outs that one command writes, and commands in flight. */
const LOADED_AT_ONCE = 2_000;
const LOADS_IN_FLIGHT = 16;

export interface GrowthOptions extends BenchOptions {
  /** Opt-outs of the largest world: 10 million unless told. */
  optOuts?: number;
}

interface World {
  organisations: number;
  fixture: GateFixture;
  traffic: Traffic;
  usPerDecision: number[];
}

/**
 * Processor time of Redis for a decision with 10, 1,000 and 100,000 organisations in one gate, the last of them with 10
 * million opt-outs as well; the worlds take turns. Every message has a new recipient.
 */
export async function benchGrowth(options: GrowthOptions): Promise<Findings> {
  const { rounds, note, optOuts = 10_000_000 } = options;
  const started = performance.now();
  const worlds = [
    await openWorld(10, 0),
    await openWorld(1_000, 0),
    await openWorld(100_000, optOuts),
  ];
  const loadSeconds = (performance.now() - started) / 1_000;
  note(`growth: loaded in ${Math.round(loadSeconds)} s`);
  try {
    for (const world of worlds) await measureSlice(world);
    for (let round = 1; round <= rounds; round++) {
      for (const world of worlds) world.usPerDecision.push(await measureSlice(world));
      const line = worlds.map(
        ({ organisations, usPerDecision }) =>
          `${organisations}: ${present(usPerDecision.at(-1), 'measured').toFixed(2)} µs`,
      );
      note(`growth, round ${round}/${rounds}: ${line.join(', ')}`);
    }
  } finally {
    for (const { fixture } of worlds) await fixture.stop();
  }
  const [few, some, many] = worlds.map(({ usPerDecision }) => median(usPerDecision));
  return {
    ratios: { growth10To100kOrgs: rounded((many ?? Number.NaN) / (few ?? Number.NaN)) },
    absolute: {
      redisUsPerDecision10Orgs: rounded(few ?? Number.NaN),
      redisUsPerDecision1kOrgs: rounded(some ?? Number.NaN),
      redisUsPerDecision100kOrgs: rounded(many ?? Number.NaN),
      loadedOptOuts: optOuts,
      loadSeconds: rounded(loadSeconds),
    },
  };
}

async function openWorld(organisations: number, optOuts: number): Promise<World> {
  const fixture = await openGate({ testClock: false });
  await fixture.apply([policyFact('bucket')]);
  const chunk = 500;
  for (let at = 0; at < organisations; at += chunk) {
    const some = Math.min(chunk, organisations - at);
    const facts: Fact[] = [];
    for (let index = 0; index < some; index++) facts.push(...registered(contextOf(at + index)));
    await fixture.apply(facts);
  }
  await loadOptOuts(fixture, optOuts);
  return { organisations, fixture, traffic: new Traffic(100_000_000), usPerDecision: [] };
}

/** Written as `apply-facts` would leave them, without its checks: ten million facts one by one take minutes. */
async function loadOptOuts({ redis, gate, epoch }: GateFixture, count: number): Promise<void> {
  const key = present(gateKeys(gate, epoch).opt_outs, 'the gate keeps opt-outs');
  let loads: Promise<unknown>[] = [];
  for (let at = 0; at < count; at += LOADED_AT_ONCE) {
    const fields: string[] = [];
    for (let index = at; index < Math.min(at + LOADED_AT_ONCE, count); index++) {
      fields.push(optedOutRecipient(index), ',o,');
    }
    loads.push(redis.hset(key, fields));
    if (loads.length < LOADS_IN_FLIGHT) continue;
    await Promise.all(loads);
    loads = [];
  }
  await Promise.all(loads);
}

/** As long as a pseudonym, and cheaper to make. */
function optedOutRecipient(index: number): string {
  return `optout-${Math.imul(index, 0x9e3779b1) >>> 0}-${index}`.padEnd(
    recipientOf('', 0).length,
    'x',
  );
}

async function measureSlice({ organisations, fixture, traffic }: World): Promise<number> {
  const { scripts, gate, epoch, redis } = fixture;
  const believed = { epoch, call: 0, gateSeq: 0, factSeq: 0 };
  const groups = Array.from({ length: GROUPS_PER_SLICE }, () => {
    const contexts = Array.from({ length: CONTEXTS_PER_GROUP }, () =>
      contextOf(Math.floor(Math.random() * organisations)),
    );
    return traffic.requests(BATCH, contexts, MODE_OF.immediate);
  });
  const before = await readCpuUs(redis);
  const calls = groups.map((items) => scripts.decide(gate, believed, items));
  for (const call of calls) assert((await call).outcome === 'DECIDED', 'the gate is where it was');
  return ((await readCpuUs(redis)) - before) / (GROUPS_PER_SLICE * BATCH);
}
