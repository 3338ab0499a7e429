import { Standing } from '@hustings/contracts/enforcement';
import { DeliveryMode, Outcome, Priority, Reason } from '@hustings/contracts/governor';
import {
  CAP_PATIENCE_US,
  CONVERSATION_US,
  KEY_LIFE_US,
  LANE_SHARE_MIN,
  LANES_SHOWN_MAX,
  MAX_UNANSWERED_COUNT,
  PAIR_GENERATION_MS,
  REPLY_EXEMPT_US,
  RUNS_WHILE_CLOSED_US,
  UNANSWERED_GENERATION_MS,
} from '@hustings/policy/gate';
import { CONTEXT_TEXTS, KINDS } from './encode-items.ts';
import type { LuaConstants } from './script-source.ts';
import { WINDOW_STATES } from './window-book.ts';

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
  ADMISSION: KINDS.ADMISSION,
  RECALL: KINDS.RECALL,
  CONTEXT_TEXTS,
  LANE_SHARE_MIN,
  LANES_SHOWN_MAX,
  KEY_LIFE_US,
  CAP_PATIENCE_US,
  CONVERSATION_US,
  REPLY_EXEMPT_US,
  RUNS_WHILE_CLOSED_US,
  WINDOW: WINDOW_STATES,
  PAIR_GENERATION_US: PAIR_GENERATION_MS * 1_000,
  UNANSWERED_GENERATION_US: UNANSWERED_GENERATION_MS * 1_000,
  UNANSWERED_MAX: MAX_UNANSWERED_COUNT,
};

function withoutPrefix(values: Record<string, number>, prefix: string): Record<string, number> {
  const named = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(named.map(([name, value]) => [name.slice(prefix.length), value]));
}
