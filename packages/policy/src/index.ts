export { applyDecisions, applyVoided, type GateCommit } from './admission/apply-decisions.ts';
export { applyFact, applyFacts } from './admission/apply-fact.ts';
export { decideGroup, type GroupInput } from './admission/decide-group.ts';
export type { Fact, FactEntry, LaneSubject, OptOutScope, Sanction } from './admission/fact.ts';
export { factsOf, UnreadableFact } from './admission/facts-of.ts';
export { type FrontOptions, frontOfLanes, type LaneFront } from './admission/front-of-lanes.ts';
export { itemOf, releaseItemOf } from './admission/item-of.ts';
export { laneLength } from './admission/lanes.ts';
export { type LevelBehind, levelBehind } from './admission/level-behind.ts';
export { type GateState, initialGateState, type PendingMessage } from './admission/state.ts';
export type {
  FirstAnswer,
  GateItem,
  GateVerdict,
  GroupDecision,
  InstantUs,
  RecipientCapLook,
  SendContext,
  ShadowRefusals,
  TextVerdict,
} from './admission/types.ts';
export { canonicalPolicy, policyHash } from './document/canonical.ts';
export { findDoubts } from './document/find-doubts.ts';
export {
  keptBack,
  type Limit,
  type LimitProfile,
  type RecipientLimit,
} from './document/limit-schema.ts';
export { type PolicyFault, parsePolicy, parsePolicyText } from './document/parse.ts';
export type { PrivacySection } from './document/privacy-schema.ts';
export { type EnforcementRule, type PolicyDocument, policySchema } from './document/schema.ts';
export {
  type Breach,
  type CompiledRules,
  compileRules,
  type MeasuredValue,
  type Threshold,
} from './rules/compile.ts';
export { SIGNAL_NAMES, type SignalName, type Signals } from './rules/signals.ts';
export { findLiftedSilence, type LiftedSilence } from './windows/correct-silence.ts';
export { type Edition, editionOf, latestEdition } from './windows/edition.ts';
export { type Delay, foreseenAt, RUNS_WHILE_CLOSED_US } from './windows/open-time.ts';
export { numberPlace, type PlaceFault, placeOf, readPlace } from './windows/place.ts';
export { type HolidayRow, holidayRow, publicHolidays } from './windows/public-holidays.ts';
export {
  type CompiledWindows,
  compileWindows,
  nextOpening,
  type PassedSilence,
  type WindowState,
  windowsAt,
} from './windows/windows-at.ts';
export type { Election, WindowsSection } from './windows/windows-schema.ts';
