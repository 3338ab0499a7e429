/** When a campaign would be out, which limit decides, and what would make it faster: pure. */
export { type Faster, findFaster } from './plan/find-faster.ts';
export { levelsOf } from './plan/levels-of.ts';
export { openingOf } from './plan/opening.ts';
export {
  BEYOND_HORIZON,
  PLAN_HORIZON_US,
  type PlanInput,
  planCampaign,
} from './plan/plan-campaign.ts';
export { type PlanPace, pacesOf, withTimedLimits } from './plan/plan-paces.ts';
export {
  PLAN_ASSUMPTIONS,
  type PlanBasis,
  type PlannedHours,
  planResponse,
} from './plan/plan-response.ts';
export { meaningOf, meaningOfHours } from './plan/plan-words.ts';
export type {
  CampaignPlan,
  Level,
  Opening,
  Paces,
  PlanDay,
  PlannedRun,
  PlanStretch,
} from './plan/types.ts';
