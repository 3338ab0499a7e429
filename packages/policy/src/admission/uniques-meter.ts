import type { CompiledLimit } from './compiled-limit.ts';
import type { Demand, Meter } from './meter.ts';
import type { GateState } from './state.ts';
import type { InstantUs } from './types.ts';

/**
 * Different recipients reached outside open conversations in any half-open span of the period. Each counts by its last
 * such release. The exact set, not a counter by calendar day: a day's counter lets twice the number through at midnight.
 */
export function openUniques(
  state: GateState,
  { limit, key, nowUs }: { limit: CompiledLimit; key: string; nowUs: InstantUs },
): Meter {
  const reached = state.reached.get(key) ?? new Map<string, InstantUs>();
  dropExpired(reached, nowUs - limit.spanUs);
  const added = new Set<string>();
  let count = reached.size;
  return {
    freeAt(demand: Demand, { max, sinceUs }: CompiledLimit): InstantUs {
      if (demand.inConversation || added.has(demand.recipient) || reached.has(demand.recipient))
        return 0;
      const knownFrom = sinceUs === 0 ? 0 : sinceUs + limit.spanUs;
      if (count < max) return knownFrom;
      return Math.max(
        knownFrom,
        oldest(reached, added, { index: count - max, nowUs }) + limit.spanUs,
      );
    },
    spend(demand: Demand): void {
      if (demand.inConversation || added.has(demand.recipient)) return;
      added.add(demand.recipient);
      if (!reached.has(demand.recipient)) count += 1;
    },
    save(): void {
      for (const recipient of added) {
        // Deleting first moves the recipient to the end: the map stays in the order of time.
        reached.delete(recipient);
        reached.set(recipient, nowUs);
      }
      state.reached.set(key, reached);
    },
  };
}

/** Forgets what time has made irrelevant. */
function dropExpired(reached: Map<string, InstantUs>, untilUs: InstantUs): void {
  for (const [recipient, atUs] of reached) {
    if (atUs > untilUs) return;
    reached.delete(recipient);
  }
}

/** Instant of the n-th oldest counted release, from 0 on; those of this call are the youngest. */
function oldest(
  reached: Map<string, InstantUs>,
  added: Set<string>,
  { index, nowUs }: { index: number; nowUs: InstantUs },
): InstantUs {
  let left = index;
  for (const [recipient, atUs] of reached) {
    if (added.has(recipient)) continue;
    if (left === 0) return atUs;
    left -= 1;
  }
  return nowUs;
}
