import type { CompiledLimit } from './compiled-limit.ts';
import { type Demand, type Meter, permitsOf } from './meter.ts';
import type { GateState } from './state.ts';
import type { InstantUs } from './types.ts';

/**
 * Bucket with burst as a generic cell rate algorithm (ITU-T I.371): the state is the instant at which the bucket is full
 * again. What a shadow lets pass empties the bucket and owes nothing.
 */
export function openLevel(
  state: GateState,
  { key, nowUs }: { key: string; nowUs: InstantUs },
): Meter {
  let fullAt = Math.max(nowUs, state.levels.get(key) ?? 0);
  return {
    freeAt(demand: Demand, limit: CompiledLimit): InstantUs {
      const permits = permitsOf(limit, demand);
      if (permits > limit.max) return Number.POSITIVE_INFINITY;
      return Math.max(fullAt, emptyUntil(limit)) + permits * limit.spanUs - depthOf(limit);
    },
    spend(demand: Demand, limit: CompiledLimit): void {
      fullAt = levelAfter(fullAt, limit, { permits: permitsOf(limit, demand), nowUs });
    },
    save: () => state.levels.set(key, fullAt),
  };
}

/** When a bucket is full again of which permits are spent now; `fullAt`: when it would be without them. */
export function levelAfter(
  fullAt: InstantUs,
  limit: CompiledLimit,
  { permits, nowUs }: { permits: number; nowUs: InstantUs },
): InstantUs {
  const before = Math.max(fullAt, nowUs, emptyUntil(limit));
  return Math.min(before + permits * limit.spanUs, Math.max(before, nowUs + depthOf(limit)));
}

function depthOf({ max, spanUs }: CompiledLimit): number {
  return max * spanUs;
}

/** A limit that knows nothing of what came before its beginning takes the bucket for empty then. */
function emptyUntil(limit: CompiledLimit): InstantUs {
  return limit.sinceUs === 0 ? 0 : limit.sinceUs + depthOf(limit);
}
