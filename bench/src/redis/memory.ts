import { assert } from '@hustings/kernel';
import type { GateItem } from '@hustings/policy';
import { gateKeys } from '@hustings/redis-scripts';
import { contextOf, type GateFixture, openGate, policyFact, registered } from './gate-fixture.ts';
import { type BenchOptions, type Findings, rounded } from './summary.ts';
import { commitOf, type GroupKind, MODE_OF, Traffic } from './traffic.ts';

const BATCH = 256;
const MESSAGES = 51_200;
/** Members of a hash or a sorted set whose size is taken; the rest is taken to be alike. */
const SAMPLES = 1_000;

/** Bytes of Redis for each queued message, and for each fact about one sender and one recipient. */
export async function benchMemory({ note }: BenchOptions): Promise<Findings> {
  const fixture = await openGate({ testClock: false });
  try {
    const context = contextOf(0);
    await fixture.apply([...registered(context), policyFact('bucket')]);
    const traffic = new Traffic();
    const send = (mode: Exclude<GroupKind, 'release'>) =>
      sendMessages(fixture, () => traffic.requests(BATCH, [context], MODE_OF[mode]));
    await send('immediate');
    const facts = await bytesOfKeys(fixture);
    const before = await usedMemory(fixture);
    await send('queue');
    const queued = ((await usedMemory(fixture)) - before) / MESSAGES;
    note(`memory: ${Math.round(queued)} bytes a queued message`);
    return {
      ratios: {},
      absolute: {
        redisBytesPerQueuedMessage: Math.round(queued),
        redisBytesPerPairFact: rounded(facts.pairs / MESSAGES),
        redisBytesPerReachedRecipient: rounded(facts.reached / MESSAGES),
        redisBytesPerBoundKey: rounded(facts.keys / MESSAGES),
      },
    };
  } finally {
    await fixture.stop();
  }
}

async function sendMessages(fixture: GateFixture, group: () => GateItem[]): Promise<void> {
  const { scripts, gate, epoch } = fixture;
  const believed = { epoch, call: 0, gateSeq: 0, factSeq: 0 };
  for (let sent = 0; sent < MESSAGES; sent += BATCH) {
    const items = group();
    const decided = await scripts.decide(gate, believed, items);
    assert(decided.outcome === 'DECIDED', 'the gate is where it was');
    const commit = { seq: fixture.nextSeq(), event: commitOf(items, decided) };
    await scripts.applyDecisions(gate, epoch, commit);
  }
}

async function bytesOfKeys({ redis, gate, epoch }: GateFixture) {
  const keys = gateKeys(gate, epoch);
  const bytes = async (...names: string[]): Promise<number> => {
    const sizes = names.map((name) =>
      redis.memory('USAGE', String(keys[name]), 'SAMPLES', SAMPLES),
    );
    return (await Promise.all(sizes)).reduce<number>((sum, size) => sum + (size ?? 0), 0);
  };
  return {
    pairs: await bytes('pairs_0', 'pairs_1', 'pairs_2'),
    reached: await bytes('reached', 'reached_at'),
    keys: await bytes('bound_0', 'bound_1', 'bound_2', 'bound_3'),
  };
}

async function usedMemory({ redis }: GateFixture): Promise<number> {
  const info = await redis.info('memory');
  return Number(/used_memory_dataset:(\d+)/.exec(info)?.[1] ?? Number.NaN);
}
