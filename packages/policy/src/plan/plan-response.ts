import type {
  PlanCampaignResponse,
  PlanImprovement,
  PlanPace as PlanPaceMessage,
} from '@hustings/contracts/governor';
import { type Timestamp, timestampFromUs } from '@hustings/contracts/timestamp';
import type { InstantUs } from '../admission/types.ts';
import type { LimitProfile } from '../document/limit-schema.ts';
import type { Faster } from './find-faster.ts';
import type { PlanPace } from './plan-paces.ts';
import { meaningOf, textOfFaster } from './plan-words.ts';
import type { CampaignPlan } from './types.ts';

/** What a plan rests on. */
export interface PlanBasis {
  plan: CampaignPlan;
  faster: Faster[];
  profile: LimitProfile;
  profileName: string;
  queuedBefore: number;
  paces: PlanPace[];
  hours: PlannedHours;
}

/** By what the hours of recipients were planned for: their numbers, the stated country, or not at all, as far as one of them is concerned. */
export type PlannedHours = 'NUMBERS' | 'COUNTRY' | 'UNKNOWN';

/** What every plan takes for granted. */
export const PLAN_ASSUMPTIONS = [
  'Nothing else is sent meanwhile, neither from this sender nor under limits that it shares with others.',
  'Messages that are queued already cost one segment each.',
  'The policy in force stays in force.',
];
const HOURS: Record<PlannedHours, string> = {
  NUMBERS:
    'Everybody lives where their number is from, and who is not named lives in the stated country.',
  COUNTRY: 'Everybody lives in the stated country.',
  UNKNOWN:
    'Quiet hours and election silence are not planned for, or not for all: state the country of the recipients, and see that the policy has them.',
};

/** A plan as the contract tells it. */
export function planResponse(basis: PlanBasis): PlanCampaignResponse {
  const { plan, faster, profile, profileName, queuedBefore, paces, hours } = basis;
  return {
    startsAt: instant(plan.startsAtUs),
    completesAt: instant(plan.completesAtUs),
    messages: BigInt(plan.messages),
    bindingLimit: plan.ruleId,
    bindingLimitText: meaningOf(profile, plan.ruleId),
    queuedBefore: BigInt(queuedBefore),
    stretches: plan.stretches.map(({ fromUs, untilUs, messages, ruleId }) => ({
      from: instant(fromUs),
      until: instant(untilUs),
      messages: BigInt(messages),
      ruleId,
    })),
    days: plan.days.map(({ day, fromUs, messages, ruleId }) => ({
      day,
      from: instant(fromUs),
      messages: BigInt(messages),
      ruleId,
    })),
    faster: faster.map(toImprovement),
    never: plan.never.map(({ ruleId, messages }) => ({ ruleId, messages: BigInt(messages) })),
    assumptions: [...PLAN_ASSUMPTIONS, HOURS[hours]],
    profile: profileName,
    paces: paces.map(toPace),
  };
}

function toPace({ kind, inForce, untilUs, completesAtUs, text }: PlanPace): PlanPaceMessage {
  return { kind, inForce, until: instant(untilUs), completesAt: instant(completesAtUs), text };
}

function toImprovement(one: Faster): PlanImprovement {
  const { kind, profile, completesAtUs } = one;
  return { kind, profile, text: textOfFaster(one), completesAt: instant(completesAtUs) };
}

function instant(us: InstantUs): Timestamp {
  return timestampFromUs(BigInt(us));
}
