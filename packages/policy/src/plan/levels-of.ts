import type { CompiledLimit } from '../admission/compiled-limit.ts';
import { meterKey } from '../admission/meter.ts';
import type { GateState, Spend } from '../admission/state.ts';
import type { InstantUs } from '../admission/types.ts';
import type { Level } from './types.ts';

/** Present levels of a sender's limits by limit id; those that each recipient has are left out: what a gate's state says at an instant. */
export function levelsOf(
  state: GateState,
  limits: readonly CompiledLimit[],
  at: { organisationId: string; senderId: string; nowUs: InstantUs },
): Map<string, Level> {
  const levels = new Map<string, Level>();
  for (const limit of limits) {
    if (limit.shape === 'pair' || limit.shape === 'unanswered') continue;
    const demand = { ...at, recipient: '', units: 1, inConversation: false, repliedAtUs: 0 };
    levels.set(limit.id, levelOf(state, limit, { key: meterKey(limit, demand), nowUs: at.nowUs }));
  }
  return levels;
}

function levelOf(
  state: GateState,
  { shape, spanUs }: CompiledLimit,
  { key, nowUs }: { key: string; nowUs: InstantUs },
): Level {
  const counts = (atUs: InstantUs): boolean => atUs > nowUs - spanUs;
  if (shape === 'bucket') return { spends: [], fullAtUs: state.levels.get(key) ?? 0 };
  if (shape === 'window') {
    const spends = (state.windows.get(key) ?? []).filter(({ atUs }) => counts(atUs));
    return { spends, fullAtUs: 0 };
  }
  const spends: Spend[] = [];
  for (const atUs of state.reached.get(key)?.values() ?? []) {
    const last = spends.at(-1);
    if (last?.atUs === atUs) last.permits += 1;
    else if (counts(atUs)) spends.push({ atUs, permits: 1 });
  }
  return { spends, fullAtUs: 0 };
}
