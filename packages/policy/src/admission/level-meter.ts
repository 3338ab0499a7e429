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
  { limit, key, nowUs }: { limit: CompiledLimit; key: string; nowUs: InstantUs },
): Meter {
  const depth = limit.max * limit.spanUs;
  const unknown = limit.sinceUs === 0 ? 0 : limit.sinceUs + depth;
  let fullAt = Math.max(nowUs, state.levels.get(key) ?? 0, unknown);
  return {
    freeAt(demand: Demand): InstantUs {
      const permits = permitsOf(limit, demand);
      if (permits > limit.max) return Number.POSITIVE_INFINITY;
      return fullAt + permits * limit.spanUs - depth;
    },
    spend(demand: Demand): void {
      fullAt = Math.min(
        fullAt + permitsOf(limit, demand) * limit.spanUs,
        Math.max(fullAt, nowUs + depth),
      );
    },
    save: () => state.levels.set(key, fullAt),
  };
}
