import { Standing } from '@hustings/contracts/enforcement';
import { DeliveryMode, Outcome, Priority, Reason } from '@hustings/contracts/governor';
import { CONVERSATION_US, KEY_LIFE_US, PAIR_GENERATION_MS } from '@hustings/policy/gate';
import type { LuaConstants } from './script-source.ts';

/** Answers beyond the outcomes that are recorded; above every outcome of the contract. */
export const ANSWER = { WAIT: 200, REPEATED: 201, REPEATED_IN_GROUP: 202, GONE: 203 } as const;

/** Every number that the scripts share with the contracts and the oracle: defined once, there. */
export const GATE_CONSTANTS: LuaConstants = {
  REASON: withoutPrefix(Reason, 'REASON_'),
  OUTCOME: withoutPrefix(Outcome, 'OUTCOME_'),
  STANDING: withoutPrefix(Standing, 'STANDING_'),
  ANSWER,
  CONVERSATION: Priority.PRIORITY_CONVERSATION,
  IMMEDIATE: DeliveryMode.DELIVERY_MODE_IMMEDIATE,
  KEY_LIFE_US,
  CONVERSATION_US,
  PAIR_GENERATION_US: PAIR_GENERATION_MS * 1_000,
};

function withoutPrefix(values: Record<string, number>, prefix: string): Record<string, number> {
  const named = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(prefix.length), value]));
}
