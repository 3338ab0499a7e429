/** What a projection of a gate outside this process shares with the oracle: names, numbers and compiled limits. */
export { KEY_LIFE_US, keyName } from './admission/answer-key.ts';
export { limitsAt } from './admission/apply-decisions.ts';
export { scopeKey } from './admission/apply-fact.ts';
export { cancelledField } from './admission/cancellation.ts';
export { REPLY_EXEMPT_US } from './admission/check-window.ts';
export {
  type CompiledLimit,
  type CompiledPolicy,
  compilePolicy,
  keepsLevel,
  MAX_POLICIES,
} from './admission/compiled-limit.ts';
export { LANE_SHARE_MIN, LANES_SHOWN_MAX, laneKey, partsOfLane } from './admission/lane-key.ts';
export { levelAfter } from './admission/level-meter.ts';
export { type LimitBook, openLimitBook } from './admission/limit-book.ts';
export { memoryUs } from './admission/memory.ts';
export { CAP_PATIENCE_US, CONVERSATION_US } from './admission/meter.ts';
export { registryChange, registryFields } from './admission/registry-fields.ts';
export { PROFILE_CLOCKS_US } from './admission/sender-limits.ts';
export { subjectKey, subjectsOf } from './admission/standing.ts';
export {
  MAX_UNANSWERED_COUNT,
  PAIR_GENERATION_MS,
  UNANSWERED_GENERATION_MS,
} from './document/limit-schema.ts';
export { RUNS_WHILE_CLOSED_US } from './windows/open-time.ts';
