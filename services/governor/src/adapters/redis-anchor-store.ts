import type { ScriptClient } from '@hustings/redis-scripts';
import type { AnchorStore } from '../ports/anchor-store.ts';

const FIELDS = ['streamCreated', 'seq', 'leafHash'] as const;

/** One hash a partition, without a TTL: it is worth the more the longer nobody has looked. */
export function redisAnchorStore(redis: ScriptClient): AnchorStore {
  const keyOf = (partition: string): string => `hustings:gov:1:{p${partition}}:anchor`;
  return {
    async load(partition) {
      const stored = await redis.callBuffer('HMGET', keyOf(partition), ...FIELDS);
      if (!Array.isArray(stored) || stored.includes(null)) return null;
      const [streamCreated = '', seq = '', leafHash = ''] = stored.map(String);
      return { streamCreated, seq: Number(seq), leafHash };
    },
    async save(partition, anchor) {
      const values = FIELDS.flatMap((field) => [field, anchor[field]]);
      await redis.callBuffer('HSET', keyOf(partition), ...values);
    },
  };
}
