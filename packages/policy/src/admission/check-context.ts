import { Standing } from '@hustings/contracts/enforcement';
import { Reason } from '@hustings/contracts/governor';
import { type WindowState, windowsAt } from '../windows/windows-at.ts';
import { type CancelledThrough, cancelledThrough } from './cancellation.ts';
import { type CompiledLimit, type CompiledPolicy, policyAt } from './compiled-limit.ts';
import type { Sanction } from './fact.ts';
import { registryFields } from './registry-fields.ts';
import { senderLimits } from './sender-limits.ts';
import { bindingSanction, isSlow, isWarned, subjectsOf } from './standing.ts';
import type { GateState } from './state.ts';
import type { InstantUs, SendContext } from './types.ts';

/** Why something is not done. */
export interface Refusal {
  reason: Reason;
  ruleId: string;
  retryAtUs: InstantUs;
}

/** What is the same for all messages of one context in one call. */
export interface CheckedContext {
  policy: CompiledPolicy | undefined;
  limits: readonly CompiledLimit[];
  /** The first thing that stands in the way of every message of this context, sanctions apart. */
  refusal: Refusal | null;
  /** Binding sanctions, the gravest first; of equally grave ones that of the narrowest subject. */
  sanctions: Sanction[];
  /** A warning is new: limits that bind while warned do so. */
  warned: boolean;
  /** A slow start runs: limits that bind meanwhile do so. */
  slow: boolean;
  /** What holds at the recipient's place. */
  window: WindowState | undefined;
  /** Why nothing of this context goes out for now, UNSPECIFIED when it may. */
  paused: Reason;
  /** Queued messages of this context that their owner has cancelled. */
  cancelled: CancelledThrough;
}

export function checkContext(
  state: GateState,
  context: SendContext,
  nowUs: InstantUs,
): CheckedContext {
  const policy = policyAt(state.policies, nowUs);
  const limits = senderLimits(state, policy, context.senderId);
  const sanctions = subjectsOf(context)
    .map((subject) => bindingSanction(state.sanctions.get(subject), nowUs))
    .filter((sanction) => sanction !== undefined)
    .sort((left, right) => right.standing - left.standing);
  const warned = subjectsOf(context).some((subject) =>
    isWarned(state.sanctions.get(subject), nowUs),
  );
  const slow = subjectsOf(context).some((subject) => isSlow(state.sanctions.get(subject), nowUs));
  const refusal = refusalOf(state, context, { policy, limits });
  const cancelled = cancelledThrough(state, context);
  const paused = pauseOf(state, context);
  const window = policy?.windows && windowsAt(policy.windows, context.place, nowUs);
  const known = { policy, limits: limits ?? [], refusal, sanctions, warned, slow };
  return { ...known, window, paused, cancelled };
}

/**
 * What the standing says of one recipient; null when it does not stand in the way. The gravest measure is named, so that
 * the stated time is one at which a retry can succeed and a queued message does not wait for what will never come.
 */
export function refusalByStanding(sanctions: Sanction[], hasReplied: boolean): Refusal | null {
  for (const { standing, sanctionId, endsAtUs } of sanctions) {
    if (standing === Standing.STANDING_RESTRICTED && hasReplied) continue;
    return { reason: reasonOf(standing), ruleId: sanctionId, retryAtUs: endsAtUs };
  }
  return null;
}

/** The order is part of the contract: it decides which reason a caller sees. */
function refusalOf(
  { registry }: GateState,
  context: SendContext,
  known: { policy: CompiledPolicy | undefined; limits: CompiledLimit[] | undefined },
): Refusal | null {
  const { organisationId, credentialId, intermediaryId, senderId, campaignId } = context;
  if (known.policy === undefined) return forGood(Reason.REASON_NO_POLICY);
  if (
    registry.get(registryFields.credential(credentialId)) !== `${organisationId}|${intermediaryId}`
  ) {
    return forGood(Reason.REASON_CREDENTIAL_REVOKED);
  }
  if (registry.get(registryFields.organisation(organisationId)) !== 'VERIFIED') {
    return forGood(Reason.REASON_ORGANISATION_NOT_VERIFIED);
  }
  const [owner, profile] = registry.get(registryFields.sender(senderId))?.split('|') ?? [];
  if (owner !== organisationId) return forGood(Reason.REASON_SENDER_UNKNOWN);
  const senderState = registry.get(registryFields.senderState(senderId));
  if (senderState === 'REVOKED') return forGood(Reason.REASON_SENDER_REVOKED);
  if (senderState !== 'VERIFIED') return forGood(Reason.REASON_SENDER_NOT_VERIFIED);
  if (known.limits === undefined) return forGood(Reason.REASON_NO_POLICY, `profile:${profile}`);
  if (!registry.has(registryFields.grant(senderId, intermediaryId))) {
    return forGood(Reason.REASON_TOOL_NOT_GRANTED);
  }
  if (registry.get(registryFields.campaign(campaignId)) !== organisationId) {
    return forGood(Reason.REASON_CAMPAIGN_UNKNOWN);
  }
  if (registry.has(registryFields.campaignClosed(campaignId))) {
    return forGood(Reason.REASON_CAMPAIGN_CLOSED);
  }
  return null;
}

function pauseOf({ registry }: GateState, { campaignId, senderId }: SendContext): Reason {
  if (registry.has(registryFields.campaignPaused(campaignId))) return Reason.REASON_CAMPAIGN_PAUSED;
  if (registry.has(registryFields.senderPaused(senderId))) return Reason.REASON_SENDER_PAUSED;
  return Reason.REASON_UNSPECIFIED;
}

function reasonOf(standing: Standing): Reason {
  switch (standing) {
    case Standing.STANDING_RESTRICTED:
      return Reason.REASON_RESTRICTED_REPLY_ONLY;
    case Standing.STANDING_BANNED:
      return Reason.REASON_BANNED;
    case Standing.STANDING_COMPROMISE_HOLD:
      return Reason.REASON_COMPROMISE_HOLD;
    default:
      // SUSPENDED, BAN_NOTICE, and any graver standing that this version does not know.
      return Reason.REASON_SUSPENDED;
  }
}

function forGood(reason: Reason, ruleId = ''): Refusal {
  return { reason, ruleId, retryAtUs: 0 };
}
