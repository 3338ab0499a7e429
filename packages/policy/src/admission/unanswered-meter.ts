import { MAX_UNANSWERED_COUNT } from '../document/limit-schema.ts';
import type { CompiledLimit } from './compiled-limit.ts';
import type { Demand, Meter } from './meter.ts';
import type { GateState } from './state.ts';
import type { InstantUs } from './types.ts';

/**
 * Messages to one recipient that no reply has followed, counted for the length of the period. A reply ends the count at
 * once; without one a message stops counting when the period is over. What was sent before the limit began to count is
 * unknown, unless the recipient has replied since.
 */
export function openUnanswered(
  state: GateState,
  { limit, key, nowUs }: { limit: CompiledLimit; key: string; nowUs: InstantUs },
): Meter {
  const times = [...(state.unanswered.get(key) ?? [])];
  return {
    freeAt({ repliedAtUs }: Demand, { max, sinceUs }: CompiledLimit): InstantUs {
      const isKnown = sinceUs === 0 || repliedAtUs >= sinceUs;
      const knownFrom = isKnown ? 0 : sinceUs + limit.spanUs;
      // The youngest that are too many by themselves; older ones decide nothing.
      const decisive = times.at(-max);
      const counts =
        times.length >= max &&
        decisive !== undefined &&
        decisive > Math.max(repliedAtUs, nowUs - limit.spanUs);
      return counts ? Math.max(knownFrom, decisive + limit.spanUs) : knownFrom;
    },
    spend(): void {
      // What is recorded late counts as of the youngest: only stricter.
      times.push(Math.max(nowUs, times.at(-1) ?? 0));
      if (times.length > MAX_UNANSWERED_COUNT) times.shift();
    },
    save: () => state.unanswered.set(key, times),
  };
}
