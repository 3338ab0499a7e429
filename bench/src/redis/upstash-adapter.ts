import { createHash } from 'node:crypto';
import type { Ratelimit } from '@upstash/ratelimit';
import type { Redis } from 'ioredis';

type UpstashRedis = ConstructorParameters<typeof Ratelimit>[0]['redis'];

/**
 * Lets `@upstash/ratelimit`, which is made for Redis over HTTP, use an ioredis client. Its scripts begin with a line of flags
 * (`#!lua flags=allow-key-locking`) that only its own server knows, so that line is left out and the hash is another.
 */
export function upstashAdapter(redis: Redis): UpstashRedis {
  const known = new Map<string, string>();
  const adapter = {
    async evalsha(hash: string, keys: string[], args: unknown[]): Promise<unknown> {
      const sha = known.get(hash);
      if (sha === undefined) throw new Error('NOSCRIPT the script was not loaded yet');
      return redis.evalsha(sha, keys.length, ...keys, ...args.map(String));
    },
    async eval(script: string, keys: string[], args: unknown[]): Promise<unknown> {
      const sha = String(await redis.script('LOAD', script.replace(/^\s*#!lua[^\n]*\n/, '\n')));
      known.set(createHash('sha1').update(script).digest('hex'), sha);
      return redis.evalsha(sha, keys.length, ...keys, ...args.map(String));
    },
  };
  // Of all that the type asks for a token bucket uses these two.
  return adapter as Partial<UpstashRedis> as UpstashRedis;
}
