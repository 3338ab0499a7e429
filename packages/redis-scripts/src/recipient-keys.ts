import { createHash } from 'node:crypto';

/** Slots over which people are spread: enough for a cluster, few enough for a group to need few calls. */
export const RECIPIENT_SHARDS = 16;

const RELEASE_BYTES = 8;

/** Key of a shard's meta: the only one that outlives an epoch. */
export function shardMetaKey(shard: number): string {
  return `hustings:gov:r1:{r${shard}}:meta`;
}

/** All keys of a shard in an epoch, by name; people's messages live for three of the longest periods. */
export function shardKeys(shard: number, epoch: string, prefix = ''): Record<string, string> {
  const keys: Record<string, string> = { meta: shardMetaKey(shard) };
  for (const generation of [0, 1, 2]) {
    const name = `persons_${generation}`;
    keys[`${prefix}${name}`] = `hustings:gov:r1:{r${shard}}:${epoch}:${name}`;
  }
  return keys;
}

/** Shard of a person: FNV-1a over the pseudonym, whose characters are as good as random. */
export function personShard(person: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < person.length; at++) {
    hash = Math.imul(hash ^ person.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0) % RECIPIENT_SHARDS;
}

/** Name of one release of a message: the same wherever it is computed, so that a place is taken and given back once. */
export function releaseName(messageId: string, attempt: number): Buffer {
  const hash = createHash('sha256').update(`${messageId}|${attempt}`).digest();
  return hash.subarray(0, RELEASE_BYTES);
}
