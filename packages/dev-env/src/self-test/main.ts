// Part of set-up: shows that the NATS and the Redis that will be used keep what they promise.
import { startNats } from '../servers/nats.ts';
import { startRedis } from '../servers/redis.ts';
import type { ServerProcess } from '../servers/server-process.ts';
import { checkNats } from './check-nats.ts';
import { checkRedis } from './check-redis.ts';

interface Trial {
  name: string;
  /** Of a server that exists; else one is started for the trial. */
  url: string | undefined;
  start: () => Promise<ServerProcess>;
  check: (url: string) => Promise<{ version: string }>;
}

const TRIALS: Trial[] = [
  { name: 'NATS', url: process.env.NATS_URL, start: startNats, check: checkNats },
  { name: 'Redis', url: process.env.REDIS_URL, start: startRedis, check: checkRedis },
];

const outcomes = await Promise.allSettled(TRIALS.map(tryServer));
for (const outcome of outcomes) {
  if (outcome.status === 'fulfilled') console.log(outcome.value);
  else
    console.error(
      String(outcome.reason instanceof Error ? outcome.reason.message : outcome.reason),
    );
}
process.exitCode = outcomes.every((outcome) => outcome.status === 'fulfilled') ? 0 : 1;

async function tryServer({ name, url, start, check }: Trial): Promise<string> {
  const own = url ? null : await start();
  try {
    const { version } = await check(own?.url ?? url ?? '');
    return `${name} ${version} passed the self-test`;
  } finally {
    await own?.stop();
  }
}
