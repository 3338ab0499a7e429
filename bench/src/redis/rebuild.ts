import { DecisionTable } from '@hustings/contracts/decision-table';
import { DecisionsRecorded } from '@hustings/contracts/governor';
import { assert } from '@hustings/kernel';
import type { TabledCommit } from '@hustings/redis-scripts';
import { contextOf, type GateFixture, openGate, policyFact, registered } from './gate-fixture.ts';
import { readCpuUs } from './redis-usage.ts';
import { type BenchOptions, type Findings, median, rounded } from './summary.ts';
import { commitOf, MODE_OF, releasesOf, Traffic } from './traffic.ts';

const BATCH = 64;
const MESSAGES = 16_384;
/** Commits handed over at once, as a rebuild does. */
const COMMITS_AT_ONCE = 64;

/**
 * Applies a recorded past to an emptied gate: messages that were queued, then released, as commits of 64 decisions. A
 * message is its admission and its release; its permits are spent again, because the new epoch has executed no call.
 */
export async function benchRebuild({ rounds, note }: BenchOptions): Promise<Findings> {
  const fixture = await openGate({ testClock: false });
  const perSecond: number[] = [];
  const redisUs: number[] = [];
  const nodeUs: number[] = [];
  try {
    const contexts = [0, 1, 2, 3].map(contextOf);
    const facts = [...contexts.flatMap(registered), policyFact('bucket')];
    await fixture.apply(facts);
    const commits = await recordPast(fixture);
    for (let round = 1; round <= rounds; round++) {
      const epoch = await emptyGate(fixture);
      const entry = { seq: 1, marker: false, facts };
      await fixture.scripts.applyFacts(fixture.gate, { epoch, factSeq: 0, gateSeq: 0 }, [entry]);
      const cpu = process.cpuUsage();
      const redisBefore = await readCpuUs(fixture.redis);
      const started = performance.now();
      const parts: Promise<unknown>[] = [];
      for (let at = 0; at < commits.length; at += COMMITS_AT_ONCE) {
        const some = commits.slice(at, at + COMMITS_AT_ONCE);
        parts.push(fixture.scripts.applyCommits(fixture.gate, epoch, { commits: some }));
      }
      await Promise.all(parts);
      perSecond.push((MESSAGES / (performance.now() - started)) * 1_000);
      redisUs.push(((await readCpuUs(fixture.redis)) - redisBefore) / MESSAGES);
      const { user, system } = process.cpuUsage(cpu);
      nodeUs.push((user + system) / MESSAGES);
      note(`rebuild, round ${round}/${rounds}: ${Math.round(perSecond.at(-1) ?? 0)} messages/s`);
    }
  } finally {
    await fixture.stop();
  }
  return {
    ratios: {},
    absolute: {
      appliedMessagesPerSecond: rounded(median(perSecond)),
      applyRedisUsPerMessage: rounded(median(redisUs)),
      applyNodeUsPerMessage: rounded(median(nodeUs)),
    },
  };
}

async function recordPast(fixture: GateFixture): Promise<TabledCommit[]> {
  const { scripts, gate, epoch } = fixture;
  const contexts = [0, 1, 2, 3].map(contextOf);
  const believed = { epoch, call: 0, gateSeq: 0, factSeq: 0 };
  const traffic = new Traffic();
  const commits: TabledCommit[] = [];
  for (let queued = 0; queued < MESSAGES; queued += BATCH) {
    let items = traffic.requests(BATCH, contexts, MODE_OF.queue);
    for (const _ of ['queued', 'released']) {
      const decided = await scripts.decide(gate, believed, items);
      assert(decided.outcome === 'DECIDED', 'the gate is where it was');
      const commit = { seq: fixture.nextSeq(), event: commitOf(items, decided) };
      await scripts.applyDecisions(gate, epoch, commit);
      const bytes = DecisionsRecorded.encode(commit.event).finish();
      commits.push({ seq: commit.seq, table: new DecisionTable(bytes) });
      items = releasesOf(commit.event);
    }
  }
  return commits;
}

async function emptyGate({ scripts, gate }: GateFixture): Promise<string> {
  const observed = (await scripts.readMeta(gate))?.epoch ?? '';
  const next = crypto.randomUUID();
  await scripts.beginRebuild(gate, { observed, next });
  return next;
}
