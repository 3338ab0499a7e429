import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findFreePort, LOOPBACK, startFleet, startNats, startRedis } from '@hustings/dev-env';
import { connectEventLog, installStreams } from '@hustings/event-log';
import { type PolicyDocument, parsePolicy } from '@hustings/policy';
import { connectNats } from '@hustings/service-kit';
import { Redis } from 'ioredis';
import { medianOf } from '../statistics.ts';
import type { Suite } from '../suite.ts';
import { fillLog } from './fill-log.ts';

const POLICY = fileURLToPath(new URL('../../../examples/policies/default.json', import.meta.url));
/** Longest wait for a governor that reads the log. */
const PATIENCE_MS = 300_000;
const LOOK_EVERY_MS = 50;
const GATES = 16;
const MESSAGES = 100_000;

const MONTH_MS = 30 * 86_400_000;

/** How fast a governor makes Redis from the log: all of it of the last hours, and all but the last day older than anything that counts. */
export const rebuildSuite: Suite = {
  name: 'rebuild',
  about: `Redis from a log of ${MESSAGES} messages, each admitted, released and handed off`,
  async run(context) {
    const note = (text: string): void => context.note(text);
    const options = { rounds: context.rounds, messages: MESSAGES, note };
    const recent = await measureRebuild(options);
    note('the same over a month');
    const month = await measureRebuild({ ...options, overMs: MONTH_MS });
    return {
      ratios: {},
      absolute: {
        rebuildPerSecond: recent.perSecond,
        rebuildDecisionsPerSecond: recent.decisionsPerSecond,
        rebuildGovernorCpuUs: recent.governorCpuUs,
        rebuildOfAMonthPerSecond: month.perSecond,
        rebuildOfAMonthGovernorCpuUs: month.governorCpuUs,
      },
    };
  },
};

interface RebuildSpeed {
  /** Messages. */
  perSecond: number;
  decisionsPerSecond: number;
  /** For each message. */
  governorCpuUs: number;
}

/** Empties the Redis of a governor that stands on a full log, and asks its metrics how long its gates were closed. */
async function measureRebuild(options: {
  rounds: number;
  messages: number;
  /** How long ago the first message was admitted, ms; absent: a second between any two groups. */
  overMs?: number;
  note: (text: string) => void;
}): Promise<RebuildSpeed> {
  const { rounds, note } = options;
  const dir = mkdtempSync(join(tmpdir(), 'hustings-rebuild-'));
  const [nats, redis] = await Promise.all([startNats({ dir: join(dir, 'nats') }), startRedis()]);
  const nc = await connectNats(nats.url, 'bench');
  try {
    await installStreams(nc, { partitions: 1, gates: GATES, replicas: 1 });
    const policy = policyOf(readFileSync(POLICY, 'utf8'));
    const filled = await fillLog(await connectEventLog(nc), { ...options, policy });
    note(`${filled.messages} messages in ${filled.entries} commits`);
    const governor = await startGovernor({ natsUrl: nats.url, redisUrl: redis.url, dir });
    const found: Rebuilt[] = [];
    try {
      // The first reading is that of a process that has compiled nothing yet.
      let before = await governor.rebuilt(1);
      for (let round = 1; round <= rounds; round++) {
        await emptyRedis(redis.url);
        const after = await governor.rebuilt(round + 1);
        const seconds = after.seconds - before.seconds;
        note(`${round}/${rounds} ${Math.round(filled.messages / seconds)} messages/s`);
        found.push({ seconds, cpuSeconds: after.cpuSeconds - before.cpuSeconds });
        before = after;
      }
    } finally {
      await governor.stop();
    }
    const seconds = medianOf(found, (one) => one.seconds);
    const cpuSeconds = medianOf(found, (one) => one.cpuSeconds);
    return {
      perSecond: filled.messages / seconds,
      decisionsPerSecond: filled.decisions / seconds,
      governorCpuUs: (cpuSeconds * 1_000_000) / filled.messages,
    };
  } finally {
    await nc.close();
    await Promise.all([nats.stop(), redis.stop()]);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** So far, since the start of the governor. */
interface Rebuilt {
  seconds: number;
  cpuSeconds: number;
}

async function startGovernor(place: { natsUrl: string; redisUrl: string; dir: string }): Promise<{
  /** Resolves when all gates were rebuilt so many times. */
  rebuilt: (times: number) => Promise<Rebuilt>;
  stop: () => Promise<void>;
}> {
  const metrics = `${LOOPBACK}:${await findFreePort()}`;
  const fleet = await startFleet({
    ...place,
    members: ['governor'],
    env: { METRICS_ADDRESS: metrics, LOG_LEVEL: 'info' },
  });
  return {
    async rebuilt(times) {
      const deadlineMs = performance.now() + PATIENCE_MS;
      for (;;) {
        // Busy as it is, it may let a connection go.
        const text = await readMetrics(metrics).catch(() => '');
        if (metricIn(text, 'hustings_governor_rebuilds_total') >= times * GATES) {
          return {
            seconds: metricIn(text, 'hustings_governor_rebuild_duration_seconds_sum'),
            cpuSeconds: metricIn(text, 'process_cpu_seconds_total'),
          };
        }
        if (performance.now() > deadlineMs) throw new Error('the gates did not open');
        await sleep(LOOK_EVERY_MS);
      }
    },
    stop: () => fleet.stop(),
  };
}

async function emptyRedis(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

async function readMetrics(address: string): Promise<string> {
  const answer = await fetch(`http://${address}/metrics`, { headers: { connection: 'close' } });
  return answer.text();
}

/** A metric's value in the Prometheus text format. */
function metricIn(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${name}{`));
  return Number(line?.slice(line.lastIndexOf(' ') + 1) ?? Number.NaN);
}

function policyOf(json: string): PolicyDocument {
  const parsed = parsePolicy(JSON.parse(json));
  if (!parsed.ok) throw new Error('the example policy is not valid');
  return parsed.value;
}
