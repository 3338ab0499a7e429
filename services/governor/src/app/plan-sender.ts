import { compileWindows, type LimitProfile, type PolicyDocument } from '@hustings/policy';
import type { CompiledLimit } from '@hustings/policy/gate';
import {
  type CampaignPlan,
  type Faster,
  findFaster,
  openingOf,
  type PlanInput,
  type PlannedHours,
  type PlannedRun,
  type PlanPace,
  pacesOf,
  planCampaign,
  withTimedLimits,
} from '@hustings/policy/plan';
import { RpcFailure } from '@hustings/service-kit';
import { countUntilLast } from '../domain/ahead.ts';
import type { KnownSender } from '../domain/directory.ts';
import { pacesOfSender } from '../domain/pace-book.ts';
import { limitsWithPast, profilesOf, readLevels } from './gate-view.ts';
import { type PlanRunsParts, planRuns } from './plan-runs.ts';
import type { Views } from './views.ts';

export interface PlanParts extends PlanRunsParts {
  viewsOf: (organisationId: string) => Views;
}

/** What is asked of a plan. */
export interface PlanOrder {
  /** Whose share of the sender counts; '' = behind everything that is queued. */
  campaignId: string;
  messages: number;
  units: number;
  recipients: readonly string[];
  defaultCountry: string;
  /** 0 = now. */
  startAtUs: number;
}

/** A plan with what it rests on. */
export interface SenderPlan {
  plan: CampaignPlan;
  faster: Faster[];
  /** With the limits that bind at certain times. */
  profile: LimitProfile;
  paces: PlanPace[];
  queuedBefore: number;
  hours: PlannedHours;
}

/** A sender of an organisation with its profile. Throws NOT_FOUND or FAILED_PRECONDITION. */
export function findSender(
  views: Views,
  organisationId: string,
  senderId: string,
): { sender: KnownSender; policy: PolicyDocument; profile: LimitProfile } {
  const sender = views.directory.senders.get(senderId);
  if (sender?.organisationId !== organisationId) {
    throw RpcFailure.notFound('SENDER_UNKNOWN', 'your organisation has no such sender');
  }
  const policy = views.activePolicy()?.policy;
  if (policy === undefined) {
    throw RpcFailure.precondition('NO_POLICY', 'no policy is in force yet');
  }
  const profile = policy.limits.profiles[sender.limitProfile];
  if (profile === undefined) {
    const message = `the policy has no limit profile "${sender.limitProfile}"`;
    throw RpcFailure.precondition('PROFILE_UNKNOWN', message);
  }
  return { sender, policy, profile };
}

/** Plans messages of a sender from what its limits have taken and what stands in its lane. */
export async function planSender(
  parts: PlanParts,
  who: { organisationId: string; senderId: string },
  order: PlanOrder,
): Promise<SenderPlan> {
  const views = parts.viewsOf(who.organisationId);
  const { sender, policy, profile } = findSender(views, who.organisationId, who.senderId);
  const { senders, nowUs } = await readLevels(parts, who.organisationId, [who.senderId]);
  const compiled = profilesOf(policy).get(sender.limitProfile) ?? [];
  const limits = limitsWithPast(compiled, senders[0]);
  const uniquesLimit = limits.find(({ shape }) => shape === 'uniques')?.id ?? null;
  const notBeforeUs = Math.max(nowUs, order.startAtUs);
  const stated = { ...order, sender, notBeforeUs, uniquesLimit };
  const { runs, never } = await planRuns(parts, stated);
  const { campaignId, messages } = order;
  const ahead = countUntilLast(views.lanes, { senderId: who.senderId, campaignId, messages });
  const queuedBefore = ahead - messages;
  const input: PlanInput = {
    limits,
    levels: senders[0]?.limits ?? new Map(),
    // With nothing ahead of it the plan begins when the campaign does.
    nowUs: queuedBefore > 0 ? nowUs : notBeforeUs,
    runs: [{ count: queuedBefore, units: 1, place: placeOf(runs) }, ...runs],
    ...hoursOf(policy, runs),
    paces: pacesOfSender(views.paces, who, { policy, nowUs }),
  };
  const plan = planCampaign(input);
  plan.never.push(...never);
  const faster = findFaster(input, plan, withPast(profilesOf(policy), senders[0]));
  return {
    plan,
    faster,
    profile: withTimedLimits(profile, policy),
    paces: pacesOf(input, plan, policy),
    queuedBefore,
    hours: plannedHours(input, order),
  };
}

/** Where the place of recipients is known, its hours. */
function hoursOf(policy: PolicyDocument, runs: PlannedRun[]): Pick<PlanInput, 'opening'> {
  const windows = compileWindows(policy);
  if (windows === undefined || !runs.some(({ place = '' }) => place !== '')) return {};
  const opens = openingOf(windows);
  return {
    opening: (place, atUs) => (place === '' ? { atUs, ruleId: '' } : opens(place, atUs)),
  };
}

function plannedHours({ opening, runs }: PlanInput, { recipients }: PlanOrder): PlannedHours {
  const isKnown = runs.every(({ count, place = '' }) => count === 0 || place !== '');
  if (opening === undefined || !isKnown) return 'UNKNOWN';
  return recipients.length > 0 ? 'NUMBERS' : 'COUNTRY';
}

function placeOf(runs: PlannedRun[]): string {
  return runs[0]?.place ?? '';
}

function withPast(
  profiles: ReadonlyMap<string, CompiledLimit[]>,
  levels: Parameters<typeof limitsWithPast>[1],
): Map<string, CompiledLimit[]> {
  return new Map([...profiles].map(([name, limits]) => [name, limitsWithPast(limits, levels)]));
}
