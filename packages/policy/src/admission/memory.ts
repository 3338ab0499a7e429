import type { PolicyDocument } from '../document/schema.ts';
import { KEY_LIFE_US } from './answer-key.ts';
import { compilePolicy, keepsLevel } from './compiled-limit.ts';

/**
 * How long a decision that was taken under a policy can count for later ones by itself, in µs: as long as its idempotency key
 * binds, and as the limit that looks back furthest. A later policy that looks back further begins to count when it begins.
 * Buckets and pairs look back at nothing: all that they know of the past is their level.
 */
export function memoryUs(policy: PolicyDocument): number {
  const limits = [...compilePolicy(policy, '', 0).profiles.values()].flat();
  const looking = limits.filter((limit) => !keepsLevel(limit));
  return Math.max(KEY_LIFE_US, ...looking.map(({ spanUs }) => spanUs));
}
