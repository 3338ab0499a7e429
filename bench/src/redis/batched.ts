import { readFileSync } from 'node:fs';
import { assert } from '@hustings/kernel';
import type { GateItem } from '@hustings/policy';
import { gateScripts, loadGateScripts } from '@hustings/redis-scripts';
import {
  contextOf,
  type GateFixture,
  openGate,
  policyFact,
  registered,
  SCRIPT_FOLDER,
} from './gate-fixture.ts';
import { type CommandArgs, RecordingClient } from './recorded-call.ts';
import { runRedisBenchmark } from './redis-benchmark.ts';
import { type BenchOptions, type Findings, median, medianRatio, rounded } from './summary.ts';
import { MODE_OF, Traffic } from './traffic.ts';

const BATCH = 64;
/** Calls in flight, as many as redis-benchmark has connections. */
const IN_FLIGHT = 8;
/** One call a message, pipelined: as many messages in flight as one batch holds. */
const SINGLE_IN_FLIGHT = BATCH;
/** The three take turns so often within a round: what else the machine does lasts longer than one turn, and strikes all of them. */
const TURNS = 5;
const TURN_MS = 600;
const WARM_UP_MS = 2_500;
const BENCHMARK_CALLS = 400;

/**
 * Decisions a second through the wrapper in batches of 64: against redis-benchmark with the very same EVALSHA, and against
 * one script call a message with pipelining. Messages are released at once under bucket, pair and uniques.
 */
export async function benchBatched({ rounds, note }: BenchOptions): Promise<Findings> {
  const fixture = await openGate({ testClock: false });
  const measured: Speeds[] = [];
  try {
    const contexts = [0, 1, 2, 3].map(contextOf);
    await fixture.apply([...contexts.flatMap(registered), policyFact('bucket')]);
    const items = new Traffic().requests(BATCH, contexts, MODE_OF.immediate);
    const args = await recordCall(fixture, items);
    await decisionsPerSecond(fixture, [items], { inFlight: IN_FLIGHT, forMs: WARM_UP_MS });
    for (let round = 1; round <= rounds; round++) {
      const turns: Speeds[] = [];
      for (let turn = 0; turn < TURNS; turn++) turns.push(await takeTurn(fixture, items, args));
      const speeds = medianSpeeds(turns);
      measured.push(speeds);
      const [wrapper, benchmark, single] = Object.values(speeds).map(Math.round);
      note(
        `batched, round ${round}/${rounds}: ${wrapper} decisions/s, redis-benchmark ${benchmark}, single ${single}`,
      );
    }
  } finally {
    await fixture.stop();
  }
  const of = (name: keyof Speeds): number[] => measured.map((speeds) => speeds[name]);
  const { wrapper, benchmark, single } = medianSpeeds(measured);
  return {
    ratios: {
      batchedVsRedisBenchmark: medianRatio(of('wrapper'), of('benchmark')),
      batchedVsSingle: medianRatio(of('wrapper'), of('single')),
    },
    absolute: {
      batchedDecisionsPerSecond: rounded(wrapper),
      redisBenchmarkDecisionsPerSecond: rounded(benchmark),
      singleDecisionsPerSecond: rounded(single),
    },
  };
}

/** Decisions a second. */
interface Speeds {
  wrapper: number;
  benchmark: number;
  single: number;
}

async function takeTurn(
  fixture: GateFixture,
  items: GateItem[],
  args: CommandArgs,
): Promise<Speeds> {
  const grouped = { inFlight: IN_FLIGHT, forMs: TURN_MS };
  const singly = { inFlight: SINGLE_IN_FLIGHT, forMs: TURN_MS };
  const order = { port: fixture.port, calls: BENCHMARK_CALLS, clients: IN_FLIGHT, args };
  await rest(fixture);
  const wrapper = await decisionsPerSecond(fixture, [items], grouped);
  await rest(fixture);
  const benchmark = (await runRedisBenchmark(order)) * BATCH;
  await rest(fixture);
  const alone = items.map((item) => [item]);
  const single = await decisionsPerSecond(fixture, alone, singly);
  return { wrapper, benchmark, single };
}

function medianSpeeds(all: readonly Speeds[]): Speeds {
  const of = (name: keyof Speeds): number => median(all.map((speeds) => speeds[name]));
  return { wrapper: of('wrapper'), benchmark: of('benchmark'), single: of('single') };
}

/** Full buckets again: every slice begins alike, and nothing is refused. */
async function rest({ redis }: GateFixture): Promise<void> {
  for (const name of ['levels', 'pairs_0', 'pairs_1', 'pairs_2']) {
    const keys = await redis.keys(`*:${name}`);
    if (keys.length > 0) await redis.del(...keys);
  }
}

/** Where the packed numbers of the group are laid down for redis-benchmark. */
const NUMBERS_KEY = 'hustings:bench:numbers';

/**
 * The call as redis-benchmark can make it: it cuts an argument at its first NUL, so the packed numbers lie in a key and the script
 * reads them from there: one GET more for 64 decisions. Throws when that call does not decide the whole group.
 */
async function recordCall({ redis, gate, epoch }: GateFixture, items: GateItem[]) {
  const client = new RecordingClient(redis);
  const group = readFileSync(`${SCRIPT_FOLDER}/include/group.lua`, 'utf8');
  const fromKey = group.replace('= ARGV[#ARGV]', "= redis.call('GET', ARGV[#ARGV])");
  assert(fromKey !== group, 'the script takes its numbers from the last argument');
  const scripts = gateScripts(client, loadGateScripts(SCRIPT_FOLDER, { group: fromKey }));
  await scripts.load();
  client.replaceLast = async (numbers) => {
    await redis.set(NUMBERS_KEY, numbers);
    return NUMBERS_KEY;
  };
  const decided = await scripts.decide(gate, { epoch, call: 0, gateSeq: 0, factSeq: 0 }, items);
  assert(decided.outcome === 'DECIDED', 'the recorded call is a decision');
  assert(decided.verdicts.length === items.length, 'and decides the whole group');
  return client.lastEvalsha;
}

async function decisionsPerSecond(
  { scripts, gate, epoch }: GateFixture,
  groups: GateItem[][],
  { inFlight, forMs }: { inFlight: number; forMs: number },
): Promise<number> {
  const believed = { epoch, call: 0, gateSeq: 0, factSeq: 0 };
  const started = performance.now();
  let next = 0;
  let decisions = 0;
  async function call(): Promise<void> {
    while (performance.now() - started < forMs) {
      const items = groups[next++ % groups.length] ?? [];
      const decided = await scripts.decide(gate, believed, items);
      assert(decided.outcome === 'DECIDED', 'the gate is where it was');
      decisions += decided.verdicts.length;
    }
  }
  await Promise.all(Array.from({ length: inFlight }, call));
  return (decisions / (performance.now() - started)) * 1_000;
}
