import type { Decision } from '@hustings/contracts/governor';
import { limitsAt } from './apply-decisions.ts';
import { meterKey } from './meter.ts';
import type { GateState } from './state.ts';
import type { InstantUs } from './types.ts';

/** Where the bucket stands that a refusal names. */
export interface LevelBehind {
  /** When it is full again. */
  fullAtUs: InstantUs;
  /** Time in which an empty one fills. */
  depthUs: number;
}

/** The bucket or pair by which a decision was refused; null when its rule is none. */
export function levelBehind(
  state: GateState,
  decision: Decision,
  atUs: InstantUs,
): LevelBehind | null {
  const { organisationId, senderId, recipient, units, ruleId } = decision;
  const limit = limitsAt(state, senderId, atUs).find(({ id }) => id === ruleId);
  if (limit?.shape !== 'bucket' && limit?.shape !== 'pair') return null;
  const demand = { organisationId, senderId, recipient, units };
  const key = meterKey(limit, { ...demand, inConversation: false, repliedAtUs: 0 });
  return { fullAtUs: state.levels.get(key) ?? 0, depthUs: limit.max * limit.spanUs };
}
