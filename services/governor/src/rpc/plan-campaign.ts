import type {
  EstimateCompletionRequest,
  EstimateCompletionResponse,
  PlanCampaignRequest,
  PlanCampaignResponse,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs, usFromTimestamp } from '@hustings/contracts/timestamp';
import { meaningOf, PLAN_ASSUMPTIONS, planResponse } from '@hustings/policy/plan';
import { RpcFailure, requireOrganisation } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import { type PlanParts, planSender } from '../app/plan-sender.ts';
import { shareAssumed } from '../domain/ahead.ts';
import { type RefusalParts, refuseAtLogEnd, unknownName } from './own-names.ts';

/** Most messages of one plan: what is made without looking at each still takes a step for every batch. */
const MESSAGES_MAX = 1_000_000;
/** Most named recipients: as many fit a request. */
const RECIPIENTS_MAX = 50_000;
/** Longest text, in segments. */
const UNITS_MAX = 100;
const PLANNERS = [Role.ROLE_TOOL, Role.ROLE_ORGANISATION_ADMIN] as const;

/** When a campaign would be out, day by day, what decides, and what would make it faster. */
export async function planCampaign(
  parts: PlanParts & RefusalParts,
  request: PlanCampaignRequest,
  context: CallContext,
): Promise<PlanCampaignResponse> {
  const { organisationId } = requireOrganisation(context, ...PLANNERS);
  checkBounds(request);
  const { senderId, recipients, defaultCountry, startAt } = request;
  await refuseAtLogEnd(parts, organisationId, (views) =>
    unknownName(views, organisationId, { campaignId: '', senderId }),
  );
  const planned = await planSender(
    parts,
    { organisationId, senderId },
    {
      campaignId: '',
      messages: Number(request.messages),
      units: Math.max(1, request.units),
      recipients,
      defaultCountry,
      startAtUs: startAt ? Number(usFromTimestamp(startAt)) : 0,
    },
  );
  const sender = parts.viewsOf(organisationId).directory.senders.get(senderId);
  return planResponse({ ...planned, profileName: sender?.limitProfile ?? '' });
}

/** When so many more messages of a sender would be out: the plan in one line. */
export async function estimate(
  parts: PlanParts & RefusalParts,
  { senderId, messages, campaignId }: EstimateCompletionRequest,
  context: CallContext,
): Promise<EstimateCompletionResponse> {
  const { organisationId } = requireOrganisation(context, ...PLANNERS);
  checkBounds({ messages, recipients: [], units: 1 });
  await refuseAtLogEnd(parts, organisationId, (views) =>
    unknownName(views, organisationId, { campaignId, senderId }),
  );
  const { lanes } = parts.viewsOf(organisationId);
  const order = { campaignId, units: 1, recipients: [], defaultCountry: '', startAtUs: 0 };
  const { plan, profile, queuedBefore } = await planSender(
    parts,
    { organisationId, senderId },
    { ...order, messages: Number(messages) },
  );
  return {
    completesAt: timestampFromUs(BigInt(plan.completesAtUs)),
    bindingLimit: plan.ruleId,
    bindingLimitText: meaningOf(profile, plan.ruleId),
    queuedBefore: BigInt(queuedBefore),
    assumptions: [...PLAN_ASSUMPTIONS, shareAssumed(campaignId)],
    paused: lanes.pausedSenders.has(senderId) || lanes.pausedCampaigns.has(campaignId),
  };
}

function checkBounds(
  request: Pick<PlanCampaignRequest, 'messages' | 'recipients' | 'units'>,
): void {
  const faults: [field: string, isFault: boolean, description: string][] = [
    ['messages', request.messages > BigInt(MESSAGES_MAX), `at most ${MESSAGES_MAX}`],
    ['recipients', request.recipients.length > RECIPIENTS_MAX, `at most ${RECIPIENTS_MAX}`],
    ['units', request.units > UNITS_MAX, `at most ${UNITS_MAX} segments`],
  ];
  const violations = faults
    .filter(([, isFault]) => isFault)
    .map(([field, , description]) => ({ field, description }));
  if (violations.length === 0) return;
  throw RpcFailure.invalid('PLAN_TOO_LARGE', 'plan it in parts', violations);
}
