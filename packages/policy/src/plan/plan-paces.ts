import type { InstantUs } from '../admission/types.ts';
import type { LimitProfile } from '../document/limit-schema.ts';
import type { PolicyDocument } from '../document/schema.ts';
import { type PlanInput, planCampaign } from './plan-campaign.ts';
import type { CampaignPlan, Paces } from './types.ts';

/** What slows a sender down for a time, in force or possible. */
export interface PlanPace {
  kind: 'WARNING' | 'SLOW_START';
  /** False: it does not run, and would begin if the policy's rules take the campaign for something new. */
  inForce: boolean;
  /** When it ends by itself at the latest. */
  untilUs: InstantUs;
  /** When the last message would be out under it. */
  completesAtUs: InstantUs;
  text: string;
}

/** A profile together with the limits that bind every sender at certain times, so that each limit of a plan has its words. */
export function withTimedLimits(profile: LimitProfile, { limits }: PolicyDocument): LimitProfile {
  const { whileWarned = [], whileSlow = [] } = limits;
  return { ...profile, sender: [...profile.sender, ...whileWarned, ...whileSlow] };
}

/**
 * Warnings and slow starts that matter to a plan: those in force, and the slow start that the policy may begin because campaign, tool or
 * audience are new to the number. Whether it does is known only when messages go out; so the plan says what would come of it.
 */
export function pacesOf(input: PlanInput, plan: CampaignPlan, policy: PolicyDocument): PlanPace[] {
  const { warnedUntilUs = 0, slowUntilUs = 0 } = input.paces ?? {};
  const inForce = { inForce: true, completesAtUs: plan.completesAtUs };
  const paces: PlanPace[] = [];
  if (warnedUntilUs > input.nowUs && policy.limits.whileWarned !== undefined) {
    paces.push({ kind: 'WARNING', ...inForce, untilUs: warnedUntilUs, text: WARNED });
  }
  if (slowUntilUs > input.nowUs && policy.limits.whileSlow !== undefined) {
    paces.push({ kind: 'SLOW_START', ...inForce, untilUs: slowUntilUs, text: SLOW });
    return paces;
  }
  return [...paces, ...possibleSlowStart(input, plan, policy)];
}

const WARNED =
  'A warning of this number is new: messages to people who have never replied go out slowly until an hour after its notice was delivered.';
const SLOW =
  'A slow start of this number runs: messages to people who have never replied go out slowly until an administrator confirms what is new ("hustings pace confirm"), or until it ends.';

function possibleSlowStart(
  input: PlanInput,
  plan: CampaignPlan,
  { limits, enforcement }: PolicyDocument,
): PlanPace[] {
  const { slowStart, rules } = enforcement;
  const causes = rules.filter(({ measure, shadow }) => measure === 'SLOW_START' && shadow !== true);
  if (slowStart === undefined || limits.whileSlow === undefined || causes.length === 0) return [];
  const untilUs = plan.startsAtUs + slowStart.lastsMs * 1_000;
  const { warnedUntilUs = 0 } = input.paces ?? {};
  const paces: Paces = { warnedUntilUs, slowUntilUs: untilUs };
  const { completesAtUs } = planCampaign({ ...input, paces });
  if (completesAtUs <= plan.completesAtUs) return [];
  const text = `A slow start may begin, if campaign, tool or people are new to this number: ${causes.map(({ summary }) => summary.replace(/\.$/, '')).join('; ')}. Announce the mailing ahead with "hustings pace confirm".`;
  return [{ kind: 'SLOW_START', inForce: false, untilUs, completesAtUs, text }];
}
