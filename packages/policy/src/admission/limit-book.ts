import type { CompiledLimit } from './compiled-limit.ts';
import { type Demand, type Meter, meterKey } from './meter.ts';
import { openMeter } from './open-meter.ts';
import type { GateState } from './state.ts';
import type { InstantUs, ShadowRefusals } from './types.ts';

/** All or nothing. `freeAtUs` is when every limit would have its permits; `ruleId` the limit that comes last. */
export type SpendResult = { spent: true } | { spent: false; ruleId: string; freeAtUs: InstantUs };

/** The meters that one call touches, each opened once. */
export interface LimitBook {
  /** Takes the permits from every limit, or none from any. */
  trySpend(limits: readonly CompiledLimit[], demand: Demand): SpendResult;
  /** Takes permits that were granted elsewhere. */
  spend(limits: readonly CompiledLimit[], demand: Demand): void;
  /** Counts what something in shadow would have kept back. */
  countShadow(id: string): void;
  /** Writes the meters back to the state. */
  save(): void;
  readonly shadowRefusals: ShadowRefusals;
}

export function openLimitBook(state: GateState, nowUs: InstantUs): LimitBook {
  const meters = new Map<string, Meter>();
  const shadowRefusals: ShadowRefusals = {};
  /** By the limit itself and its subject: most demands find their meters without making a name. */
  const bySubject = new Map<CompiledLimit, Map<string, Meter>>();
  function meterOf(limit: CompiledLimit, demand: Demand): Meter {
    if (limit.shape === 'pair' || limit.shape === 'unanswered') return openOnce(limit, demand);
    const subject = limit.scope === 'sender' ? demand.senderId : demand.organisationId;
    const known = bySubject.get(limit) ?? new Map<string, Meter>();
    bySubject.set(limit, known);
    const meter = known.get(subject) ?? openOnce(limit, demand);
    known.set(subject, meter);
    return meter;
  }
  function openOnce(limit: CompiledLimit, demand: Demand): Meter {
    const key = meterKey(limit, demand);
    const name = `${limit.shape}:${key}`;
    const known = meters.get(name);
    if (known !== undefined) return known;
    const meter = openMeter(state, { limit, key, nowUs });
    meters.set(name, meter);
    return meter;
  }
  function spend(limits: readonly CompiledLimit[], demand: Demand): void {
    for (const limit of limits) meterOf(limit, demand).spend(demand, limit);
  }
  function countShadow(id: string): void {
    shadowRefusals[id] = (shadowRefusals[id] ?? 0) + 1;
  }
  return {
    shadowRefusals,
    spend,
    countShadow,
    trySpend(limits, demand) {
      let refusal = refusalByCap(demand, nowUs);
      const shadows: string[] = [];
      for (const limit of limits) {
        if (limit.whileWarned && !demand.paced) continue;
        if (limit.whileSlow && !demand.slow) continue;
        const freeAtUs = meterOf(limit, demand).freeAt(demand, limit);
        if (limit.shadow && freeAtUs > nowUs) shadows.push(limit.id);
        if (!limit.shadow && freeAtUs > refusal.freeAtUs) refusal = { ruleId: limit.id, freeAtUs };
      }
      if (refusal.ruleId !== '') return { spent: false, ...refusal };
      for (const id of shadows) countShadow(id);
      spend(limits, demand);
      return { spent: true };
    },
    save() {
      for (const meter of meters.values()) meter.save();
    },
  };
}

/** The cap was asked by another clock: that it was reached counts, whatever this one says. */
function refusalByCap(
  { recipientCap, inConversation }: Demand,
  nowUs: InstantUs,
): { ruleId: string; freeAtUs: InstantUs } {
  if (inConversation || !recipientCap?.untilUs) return { ruleId: '', freeAtUs: nowUs };
  return { ruleId: recipientCap.limitId, freeAtUs: Math.max(recipientCap.untilUs, nowUs + 1) };
}
