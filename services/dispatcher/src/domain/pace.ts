import type { LimitProfile } from '@hustings/policy';
import type { PaceLimit } from './pacer.ts';

/**
 * Longer windows are the governor's: after a restart a sender waits for one whole window, and a release does not live
 * longer than a few seconds.
 */
const LONGEST_PACED_WINDOW_MS = 5_000;

/** Pace of a sender whose profile states nothing that can be paced: slower than any provider's limit. */
export const CAUTIOUS_PACE: PaceLimit = { max: 1, perMs: 1000 };

/**
 * The windows that a sender's calls are kept within. A bucket is taken as its burst per time of a whole refill, which is
 * stricter; one that takes long to refill, as its burst per longest window: the governor has spaced the rest. Costs in segments count as one a call: a message has at least
 * one, and the governor counts the rest.
 */
export function paceOf(profile: LimitProfile | undefined): PaceLimit[] {
  const limits = (profile?.sender ?? []).flatMap((limit): PaceLimit[] => {
    if (limit.shadow) return [];
    if (limit.shape === 'window') return [{ max: limit.max, perMs: limit.perMs }];
    if (limit.shape === 'bucket') {
      const refillMs = limit.burst * limit.everyMs;
      return [{ max: limit.burst, perMs: Math.min(refillMs, LONGEST_PACED_WINDOW_MS) }];
    }
    return [];
  });
  const paced = limits.filter((limit) => limit.perMs <= LONGEST_PACED_WINDOW_MS);
  return paced.length > 0 ? paced : [CAUTIOUS_PACE];
}
