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
  /** Writes the meters back to the state. */
  save(): void;
  readonly shadowRefusals: ShadowRefusals;
}

export function openLimitBook(state: GateState, nowUs: InstantUs): LimitBook {
  const meters = new Map<string, Meter>();
  const shadowRefusals: ShadowRefusals = {};
  function meterOf(limit: CompiledLimit, demand: Demand): Meter {
    const key = meterKey(limit, demand);
    const name = `${limit.shape}:${key}`;
    const known = meters.get(name);
    if (known !== undefined) return known;
    const meter = openMeter(state, { limit, key, nowUs });
    meters.set(name, meter);
    return meter;
  }
  function spend(limits: readonly CompiledLimit[], demand: Demand): void {
    for (const limit of limits) meterOf(limit, demand).spend(demand);
  }
  return {
    shadowRefusals,
    spend,
    trySpend(limits, demand) {
      let refusal = { ruleId: '', freeAtUs: nowUs };
      const shadows: string[] = [];
      for (const limit of limits) {
        const freeAtUs = meterOf(limit, demand).freeAt(demand);
        if (limit.shadow && freeAtUs > nowUs) shadows.push(limit.id);
        if (!limit.shadow && freeAtUs > refusal.freeAtUs) refusal = { ruleId: limit.id, freeAtUs };
      }
      if (refusal.ruleId !== '') return { spent: false, ...refusal };
      for (const id of shadows) shadowRefusals[id] = (shadowRefusals[id] ?? 0) + 1;
      spend(limits, demand);
      return { spent: true };
    },
    save() {
      for (const meter of meters.values()) meter.save();
    },
  };
}
