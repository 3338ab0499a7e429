import type {
  ExplainLimitsRequest,
  ExplainLimitsResponse,
  LimitLevel,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import {
  type GateViewParts,
  limitsWithPast,
  profilesOf,
  type ReadLevels,
  readLevels,
} from '../app/gate-view.ts';
import type { Views } from '../app/views.ts';
import { queuedOn } from '../domain/lane-book.ts';
import { pairLimits, toLimitLevel } from '../domain/limit-level.ts';

export interface ExplanationParts extends GateViewParts {
  viewsOf: (organisationId: string) => Views;
}

/** Who may look: an organisation at itself, staff at all. */
const LOOKERS = [
  Role.ROLE_TOOL,
  Role.ROLE_ORGANISATION_ADMIN,
  Role.ROLE_OPERATOR,
  Role.ROLE_AUDITOR,
  Role.ROLE_MODERATOR,
  Role.ROLE_REVIEWER,
] as const;

/** All senders of an organisation with their limits in words, what is taken of them, and when it is free again. */
export async function explainLimits(
  parts: ExplanationParts,
  request: ExplainLimitsRequest,
  context: CallContext,
): Promise<ExplainLimitsResponse> {
  const principal = requireRole(context, ...LOOKERS);
  const organisationId = request.organisationId || principal.organisationId;
  const isOwn = principal.organisationId === '' || principal.organisationId === organisationId;
  const views = isOwn && organisationId !== '' ? parts.viewsOf(organisationId) : undefined;
  if (!views?.directory.hosts.has(organisationId)) {
    throw RpcFailure.notFound('ORGANISATION_UNKNOWN', 'no such organisation that you may see');
  }
  const senders = [...views.directory.senders.values()].filter(
    (sender) => sender.organisationId === organisationId,
  );
  const active = views.activePolicy();
  const ids = senders.map(({ senderId }) => senderId);
  const { levels, nowUs } = await levelsOfSenders(parts, organisationId, ids);
  return {
    senders: senders.map(({ senderId, limitProfile }) => ({
      senderId,
      profile: limitProfile,
      meaning: active?.policy.limits.profiles[limitProfile]?.meaning ?? '',
      queued: BigInt(queuedOn(views.lanes, senderId)),
    })),
    levels,
    at: timestampFromUs(BigInt(nowUs)),
    policyHash: active?.hash ?? '',
  };
}

/** Limits of these senders as they stand; one of the organisation once, where several profiles have it with the lowest maximum. */
export async function levelsOfSenders(
  parts: ExplanationParts,
  organisationId: string,
  senderIds: string[],
): Promise<{ levels: LimitLevel[]; nowUs: number }> {
  const read = await readLevels(parts, organisationId, senderIds);
  const all = senderIds.flatMap((senderId, index) =>
    levelsOfSender(parts, { organisationId, senderId, index, read }),
  );
  const lowest = new Map<string, LimitLevel>();
  for (const level of all) {
    const key = `${level.senderId} ${level.limitId}`;
    const known = lowest.get(key);
    if (known === undefined || level.max < known.max) lowest.set(key, level);
  }
  return { levels: [...lowest.values()], nowUs: read.nowUs };
}

function levelsOfSender(
  parts: ExplanationParts,
  at: { organisationId: string; senderId: string; index: number; read: ReadLevels },
): LimitLevel[] {
  const { organisationId, senderId, read } = at;
  const views = parts.viewsOf(organisationId);
  const policy = views.activePolicy()?.policy;
  const name = views.directory.senders.get(senderId)?.limitProfile ?? '';
  const profile = policy?.limits.profiles[name];
  if (policy === undefined || profile === undefined) return [];
  const known = read.senders[at.index];
  const compiled = limitsWithPast(profilesOf(policy).get(name) ?? [], known);
  return pairLimits(profile, compiled, policy.limits).map((one) =>
    toLimitLevel(one, {
      senderId,
      level: known?.limits.get(one.limit.id),
      nowUs: read.nowUs,
    }),
  );
}
