export { applyDecisions, applyVoided, type GateCommit } from './admission/apply-decisions.ts';
export { applyFact, applyFacts } from './admission/apply-fact.ts';
export { decideGroup, type GroupInput } from './admission/decide-group.ts';
export type { Fact, FactEntry, OptOutScope, Sanction } from './admission/fact.ts';
export { factsOf, UnreadableFact } from './admission/facts-of.ts';
export { itemOf, releaseItemOf } from './admission/item-of.ts';
export { frontOfLanes, laneLength } from './admission/lanes.ts';
export { type GateState, initialGateState, type PendingMessage } from './admission/state.ts';
export type {
  FirstAnswer,
  GateItem,
  GateVerdict,
  GroupDecision,
  InstantUs,
  SendContext,
  ShadowRefusals,
  TextVerdict,
} from './admission/types.ts';
export { canonicalPolicy, policyHash } from './document/canonical.ts';
export type { Limit, LimitProfile } from './document/limit-schema.ts';
export { type PolicyFault, parsePolicy, parsePolicyText } from './document/parse.ts';
export { type EnforcementRule, type PolicyDocument, policySchema } from './document/schema.ts';
export {
  type Breach,
  type CompiledRules,
  compileRules,
  type MeasuredValue,
} from './rules/compile.ts';
export { SIGNAL_NAMES, type SignalName, type Signals } from './rules/signals.ts';
