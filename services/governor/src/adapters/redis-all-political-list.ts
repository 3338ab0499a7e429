import type { Redis } from 'ioredis';
import type { AllPoliticalList } from '../ports/all-political-list.ts';

/**
 * The list in Redis: one set of pseudonyms and one hash with its epoch and sequence, both in the slot `{all}`. Neither has a
 * TTL: an opt-out holds until the person ends it. An old epoch's set is deleted when the next one begins.
 */
export function redisAllPoliticalList(redis: Redis): AllPoliticalList {
  const meta = 'hustings:gov:1:{all}:meta';
  const listOf = (epoch: string): string => `hustings:gov:1:{all}:${epoch}:suppressed`;
  let epoch = '';
  let issuedSeq = 0;

  return {
    async check(pseudonyms) {
      if (pseudonyms.length === 0) return { suppressed: [], seq: issuedSeq };
      const believedSeq = issuedSeq;
      const [stored, members] = await transaction(
        redis
          .multi()
          .hmget(meta, 'epoch', 'seq')
          .smismember(listOf(epoch), ...pseudonyms),
      );
      assertNotBehind(stored, { epoch, seq: believedSeq });
      if (!Array.isArray(members)) throw new Error('Redis answered SMISMEMBER with no list');
      return { suppressed: members.map((member) => member === 1), seq: believedSeq };
    },

    async apply({ pseudonym, suppressed, seq }) {
      const change = redis.multi();
      if (suppressed) change.sadd(listOf(epoch), pseudonym);
      else change.srem(listOf(epoch), pseudonym);
      const done = transaction(change.hset(meta, 'epoch', epoch, 'seq', seq));
      issuedSeq = seq;
      await done;
    },

    async pass(seq) {
      const done = redis.hset(meta, 'epoch', epoch, 'seq', seq);
      issuedSeq = seq;
      await done;
    },

    async beginRebuild(next) {
      const previous = await redis.hget(meta, 'epoch');
      if (previous !== null) await redis.unlink(listOf(previous));
      await redis.hset(meta, 'epoch', next, 'seq', 0);
      epoch = next;
      issuedSeq = 0;
    },
  };
}

/** A list that is missing, of another epoch or behind must not be taken for an empty one. */
function assertNotBehind(stored: unknown, believed: { epoch: string; seq: number }): void {
  const [epoch, seq] = Array.isArray(stored) ? stored : [];
  if (epoch !== believed.epoch || Number(seq) < believed.seq) {
    throw new Error('the list of all-political opt-outs is behind');
  }
}

async function transaction(commands: ReturnType<Redis['multi']>): Promise<unknown[]> {
  const replies = await commands.exec();
  if (replies === null) throw new Error('Redis dropped a transaction');
  return replies.map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}
