import type { PolicyDocument } from '../document/schema.ts';
import { KEY_LIFE_US } from './answer-key.ts';
import { type CompiledLimit, compilePolicy } from './compiled-limit.ts';

/**
 * How long a decision that was taken under a policy can count for later ones, in µs: as long as its idempotency key binds, and
 * as the limit that looks back furthest. A later policy that looks back further begins to count when it begins.
 */
export function memoryUs(policy: PolicyDocument): number {
  const limits = [...compilePolicy(policy, '', 0).profiles.values()].flat();
  return Math.max(KEY_LIFE_US, ...limits.map(spanOf));
}

/** A bucket or pair is at rest again when all its permits have come back. */
function spanOf({ shape, max, spanUs }: CompiledLimit): number {
  return shape === 'bucket' || shape === 'pair' ? max * spanUs : spanUs;
}
