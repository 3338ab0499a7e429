import { connectRedisClient, type RedisClient } from '@hustings/redis-scripts';
import type { Logger } from '@hustings/service-kit';

/**
 * Connects to Redis, one server or a cluster, and refuses one that drops keys when its memory is full: a dropped key would be
 * a lost opt-out or a forgotten limit. Throws one clear line.
 */
export async function connectRedis(addresses: string, logger: Logger): Promise<RedisClient> {
  const warn = (error: Error): void => logger.warn({ err: error }, 'Redis');
  try {
    const redis = await connectRedisClient(addresses, warn);
    for (const memory of await redis.everywhere('INFO', 'memory')) {
      const policy = /maxmemory_policy:(\S+)/.exec(String(memory))?.[1] ?? 'unknown';
      if (policy === 'noeviction') continue;
      redis.disconnect();
      throw new Error(`its maxmemory-policy is ${policy}; set it to noeviction`);
    }
    return redis;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`cannot use Redis at REDIS_URL: ${why}`, { cause });
  }
}
