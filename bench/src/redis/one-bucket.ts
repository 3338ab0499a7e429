import { startRedis } from '@hustings/dev-env';
import { present } from '@hustings/kernel';
import { createLimiter, redisOptions } from '@hustings/redis-scripts';
import { Ratelimit } from '@upstash/ratelimit';
import Bottleneck from 'bottleneck';
import { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { type BenchOptions, type Findings, median, medianRatio, rounded } from './summary.ts';
import { upstashAdapter } from './upstash-adapter.ts';

const IN_FLIGHT = 256;
const KEYS = 10_000;
/** Of each limiter in each round. */
const SLICE_MS = 700;
/** So many that every call is allowed: the path that writes. */
const PERMITS = 1_000_000;

interface Contestant {
  name: 'ours' | 'rateLimiterFlexible' | 'upstash' | 'bottleneck';
  consume: (key: string) => Promise<unknown>;
  stop?: () => Promise<unknown>;
}

/** `consume(key)` with 256 calls in flight, against limiters of npm on the same Redis, taking turns. */
export async function benchOneBucket({ rounds, note }: BenchOptions): Promise<Findings> {
  const server = await startRedis();
  const redis = new Redis(server.url, {
    ...redisOptions,
    commandTimeout: 60_000,
    lazyConnect: true,
  });
  await redis.connect();
  const contestants = await openContestants(redis, server.port);
  const perSecond = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  try {
    for (const { consume } of contestants) await callsPerSecond(consume, SLICE_MS);
    for (let round = 1; round <= rounds; round++) {
      for (const { name, consume } of contestants) {
        present(perSecond.get(name), 'known').push(await callsPerSecond(consume, SLICE_MS));
      }
      const line = [...perSecond].map(([name, all]) => `${name} ${Math.round(all.at(-1) ?? 0)}/s`);
      note(`one bucket, round ${round}/${rounds}: ${line.join(', ')}`);
    }
  } finally {
    for (const { stop } of contestants) await stop?.();
    redis.disconnect();
    await server.stop();
  }
  return summarise((name) => present(perSecond.get(name), 'measured'));
}

function summarise(of: (name: Contestant['name']) => number[]): Findings {
  return {
    ratios: {
      oneBucketVsRateLimiterFlexible: medianRatio(of('ours'), of('rateLimiterFlexible')),
      oneBucketVsBottleneck: medianRatio(of('ours'), of('bottleneck')),
      oneBucketVsUpstash: medianRatio(of('ours'), of('upstash')),
    },
    absolute: {
      oneBucketPerSecond: rounded(median(of('ours'))),
      rateLimiterFlexiblePerSecond: rounded(median(of('rateLimiterFlexible'))),
      bottleneckPerSecond: rounded(median(of('bottleneck'))),
      upstashPerSecond: rounded(median(of('upstash'))),
    },
  };
}

async function openContestants(redis: Redis, port: number): Promise<Contestant[]> {
  const ours = createLimiter(redis, { name: 'bench', everyMs: 1, burst: PERMITS });
  const flexible = new RateLimiterRedis({ storeClient: redis, points: PERMITS, duration: 600 });
  const upstash = new Ratelimit({
    redis: upstashAdapter(redis),
    limiter: Ratelimit.tokenBucket(1_000, '1 s', PERMITS),
    ephemeralCache: false,
    timeout: 0,
  });
  const bottleneck = new Bottleneck({
    id: 'bench',
    datastore: 'ioredis',
    clearDatastore: true,
    Redis,
    clientOptions: { host: '127.0.0.1', port },
    reservoir: 1_000_000_000,
  });
  await bottleneck.ready();
  return [
    { name: 'ours', consume: (key) => ours.consume(key) },
    { name: 'rateLimiterFlexible', consume: (key) => flexible.consume(key) },
    { name: 'upstash', consume: (key) => upstash.limit(key) },
    {
      name: 'bottleneck',
      consume: () => bottleneck.schedule(async () => true),
      stop: () => bottleneck.disconnect(),
    },
  ];
}

/** Each of the callers in flight asks again as soon as it is answered. */
async function callsPerSecond(consume: Contestant['consume'], forMs: number): Promise<number> {
  const started = performance.now();
  let calls = 0;
  async function call(): Promise<void> {
    while (performance.now() - started < forMs) await consume(`user-${calls++ % KEYS}`);
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, call));
  return (calls / (performance.now() - started)) * 1_000;
}
