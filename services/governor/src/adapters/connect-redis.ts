import { redisOptions } from '@hustings/redis-scripts';
import type { Logger } from '@hustings/service-kit';
import { Redis } from 'ioredis';

/** A Redis that went away is looked for this often. */
const RECONNECT_MS = 100;

/**
 * Connects to Redis and refuses one that drops keys when its memory is full: a dropped key would be a lost opt-out or
 * a forgotten limit. Throws one clear line.
 */
export async function connectRedis(url: string, logger: Logger): Promise<Redis> {
  const retryStrategy = (): number => RECONNECT_MS;
  const redis = new Redis(url, { ...redisOptions, lazyConnect: true, retryStrategy });
  redis.on('error', (error: Error) => logger.warn({ err: error }, 'Redis'));
  try {
    await redis.connect();
    const memory = await redis.info('memory');
    const policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1] ?? 'unknown';
    if (policy !== 'noeviction') {
      throw new Error(`its maxmemory-policy is ${policy}; set it to noeviction`);
    }
    return redis;
  } catch (cause) {
    redis.disconnect();
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot use Redis at REDIS_URL: ${why}`, { cause });
  }
}
