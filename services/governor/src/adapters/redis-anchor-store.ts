import type { Redis } from 'ioredis';
import type { AnchorStore } from '../ports/anchor-store.ts';

/** One hash a partition, without a TTL: it is worth the more the longer nobody has looked. */
export function redisAnchorStore(redis: Redis): AnchorStore {
  const keyOf = (partition: string): string => `hustings:gov:1:{p${partition}}:anchor`;
  return {
    async load(partition) {
      const { streamCreated, seq, leafHash } = await redis.hgetall(keyOf(partition));
      if (streamCreated === undefined || seq === undefined || leafHash === undefined) return null;
      return { streamCreated, seq: Number(seq), leafHash };
    },
    async save(partition, { streamCreated, seq, leafHash }) {
      await redis.hset(keyOf(partition), { streamCreated, seq, leafHash });
    },
  };
}
