import { connectRedisClient, type RedisClient } from '@hustings/redis-scripts';

const open = new Map<string, { client: Promise<RedisClient>; users: number }>();

/** A client that all who use the same address at the same time share: a table of tests opens hundreds of gates. */
export async function borrowClient(
  url: string,
): Promise<{ redis: RedisClient; giveBack: () => void }> {
  const known = open.get(url) ?? { client: connectRedisClient(url, () => undefined), users: 0 };
  open.set(url, known);
  known.users += 1;
  const redis = await known.client;
  return {
    redis,
    giveBack() {
      known.users -= 1;
      if (known.users > 0) return;
      open.delete(url);
      redis.disconnect();
    },
  };
}
