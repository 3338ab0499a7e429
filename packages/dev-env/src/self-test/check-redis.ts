import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { requireVersion } from '../servers/binaries.ts';
import { ServerFault } from '../servers/server-fault.ts';

const ANSWER_TIMEOUT_MS = 2_000;
const TIME_SCRIPT = "return redis.call('TIME')";

/** Tries what the limits rest on: version, scripts by digest, the server's clock, no eviction. Throws a `ServerFault`. */
export async function checkRedis(url: string): Promise<{ version: string }> {
  const redis = new Redis(url, {
    lazyConnect: true,
    protocol: 2, // a server that is too old for the third must still tell its version
    connectTimeout: ANSWER_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined); // the rejected call says it too
  try {
    await reach(redis, url);
    const info = await redis.info();
    const version = field(info, 'redis_version') ?? '0.0.0';
    requireVersion('redis-server', version, url);
    refuseEviction(info);
    await runScript(redis);
    return { version };
  } finally {
    redis.disconnect();
  }
}

async function reach(redis: Redis, url: string): Promise<void> {
  try {
    await redis.connect();
  } catch (cause) {
    const { host } = new URL(url); // without a password that the address may hold
    throw new Error(`cannot reach Redis at ${host}. Is it running, and is REDIS_URL right?`, {
      cause,
    });
  }
}

function refuseEviction(info: string): void {
  const policy = field(info, 'maxmemory_policy');
  if (policy === 'noeviction') return;
  throw new ServerFault(
    'SERVER_MISCONFIGURED',
    `Redis may evict keys (maxmemory-policy ${policy}), which would forget limits; set maxmemory-policy to noeviction`,
  );
}

async function runScript(redis: Redis): Promise<void> {
  await redis.script('LOAD', TIME_SCRIPT);
  const digest = createHash('sha1').update(TIME_SCRIPT).digest('hex');
  const time = await redis.evalsha(digest, 0);
  if (Array.isArray(time) && time.length === 2) return;
  throw new ServerFault(
    'SERVER_MISCONFIGURED',
    'Redis failed the self-test: a script cannot read its clock',
  );
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
