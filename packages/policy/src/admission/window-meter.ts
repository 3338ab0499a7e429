import type { CompiledLimit } from './compiled-limit.ts';
import { type Demand, type Meter, permitsOf } from './meter.ts';
import type { GateState, Spend } from './state.ts';
import type { InstantUs } from './types.ts';

/**
 * Exact moving window: the permits spent in any half-open span [t, t + T) never exceed the maximum. A spend at t − T is
 * outside the span that ends with t, so it no longer counts at t.
 */
export function openWindow(
  state: GateState,
  { limit, key, nowUs }: { limit: CompiledLimit; key: string; nowUs: InstantUs },
): Meter {
  const spends = (state.windows.get(key) ?? [])
    .filter((spend) => spend.atUs > nowUs - limit.spanUs)
    .map((spend) => ({ ...spend }));
  let spent = spends.reduce((sum, spend) => sum + spend.permits, 0);
  return {
    freeAt(demand: Demand, { max, sinceUs }: CompiledLimit): InstantUs {
      const allowed = max - permitsOf(limit, demand);
      if (allowed < 0) return Number.POSITIVE_INFINITY;
      const knownFrom = sinceUs === 0 ? 0 : sinceUs + limit.spanUs;
      return Math.max(
        knownFrom,
        leavesAt(spends, { excess: spent - allowed, spanUs: limit.spanUs }),
      );
    },
    spend(demand: Demand): void {
      const permits = permitsOf(limit, demand);
      spent += permits;
      addSpend(spends, nowUs, permits);
      spent -= dropIrrelevant(spends, spent, limit.max);
    },
    save: () => state.windows.set(key, spends),
  };
}

/** When so many permits more have left the window, oldest first; 0 when none has to. */
function leavesAt(
  spends: Spend[],
  { excess, spanUs }: { excess: number; spanUs: number },
): InstantUs {
  let left = excess;
  if (left <= 0) return 0;
  for (const spend of spends) {
    left -= spend.permits;
    if (left <= 0) return spend.atUs + spanUs;
  }
  return Number.POSITIVE_INFINITY;
}

/** Spends of a call that was recorded late count as of the youngest known: later is only stricter. */
function addSpend(spends: Spend[], atUs: InstantUs, permits: number): void {
  const last = spends.at(-1);
  if (last !== undefined && last.atUs >= atUs) last.permits += permits;
  else spends.push({ atUs, permits });
}

/** While younger spends fill the window by themselves an older one decides nothing. Bounds what a shadow keeps. */
function dropIrrelevant(spends: Spend[], spent: number, max: number): number {
  let dropped = 0;
  let oldest = spends[0];
  while (oldest !== undefined && spent - dropped - oldest.permits >= max) {
    dropped += oldest.permits;
    spends.shift();
    oldest = spends[0];
  }
  return dropped;
}
