import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { redisOptions } from './redis-options.ts';

/** A Redis that went away is looked for this often. */
const RECONNECT_MS = 100;
const LOOK_AGAIN_MS = 5;

/** Why the last attempt failed, for the message of whoever waited for it. */
const lastErrors = new WeakMap<Redis, Error>();

/** A connection that is made again for ever. A failure is told once, not with each attempt, and again when its reason changes. */
export function openConnection(url: string, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, { ...redisOptions, retryStrategy: () => RECONNECT_MS });
  redis.on('error', (error: Error) => {
    const isNew = lastErrors.get(redis)?.message !== error.message;
    lastErrors.set(redis, error);
    if (isNew) onError(error);
  });
  redis.on('ready', () => lastErrors.delete(redis));
  return redis;
}

/** Waits for a connection that is being made or made again; throws after the time that one attempt may take. */
export async function whenReady(redis: Redis): Promise<Redis> {
  const deadline = performance.now() + redisOptions.connectTimeout;
  while (redis.status !== 'ready') {
    if (performance.now() > deadline) {
      const { host, port } = redis.options;
      const cause = lastErrors.get(redis);
      const why = cause === undefined ? 'no answer yet' : cause.message;
      throw new Error(`no connection to ${host}:${port}: ${why}`, { cause });
    }
    await delay(LOOK_AGAIN_MS);
  }
  return redis;
}
