import type {
  EstimateCompletionRequest,
  EstimateCompletionResponse,
  GetMessageRequest,
  GetMessageResponse,
  GetPositionsResponse,
} from '@hustings/contracts/governor';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import type { Clock } from '@hustings/kernel';
import { principalOf, RpcFailure, requireOrganisation } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import type { Position } from '../app/position.ts';
import type { Rebuilder } from '../app/rebuilder.ts';
import type { Views } from '../app/views.ts';
import { estimateCompletion } from '../domain/estimate.ts';

export interface AskParts {
  /** By partition. */
  views: Map<string, Views>;
  viewsOf: (organisationId: string) => Views;
  positions: Map<string, Position>;
  rebuilder: Rebuilder;
  clock: Clock;
}

/** What is known of one message; of the caller's own organisation, or any for staff. */
export function getMessage(
  { views }: AskParts,
  { messageId }: GetMessageRequest,
  context: CallContext,
): GetMessageResponse {
  const principal = principalOf(context);
  const found = [...views.values()]
    .map((one) => one.history.get(messageId))
    .find((history) => history !== undefined);
  const isVisible =
    principal.organisationId === '' || principal.organisationId === found?.organisationId;
  if (!found || !isVisible) {
    throw RpcFailure.notFound(
      'MESSAGE_UNKNOWN',
      'no such message among the latest 200,000; older ones are in the log (`hustings audit`)',
    );
  }
  const { senderId, campaignId } = found;
  const steps = found.steps.map(({ atUs, step, detail, seq }) => ({
    at: timestampFromUs(atUs),
    step,
    detail,
    seq: BigInt(seq),
  }));
  return { messageId, senderId, campaignId, steps };
}

/** When so many more messages of a sender would be out. */
export function estimate(
  parts: AskParts,
  { senderId, messages }: EstimateCompletionRequest,
  context: CallContext,
): EstimateCompletionResponse {
  const roles = [Role.ROLE_TOOL, Role.ROLE_ORGANISATION_ADMIN] as const;
  const { organisationId } = requireOrganisation(context, ...roles);
  const views = parts.viewsOf(organisationId);
  const sender = views.directory.senders.get(senderId);
  if (sender?.organisationId !== organisationId) {
    throw RpcFailure.notFound('SENDER_UNKNOWN', 'your organisation has no such sender');
  }
  const active = views.activePolicy();
  if (!active) throw RpcFailure.precondition('NO_POLICY', 'no policy is in force yet');
  const profile = active.policy.limits.profiles[sender.limitProfile];
  if (!profile) {
    const message = `the policy has no limit profile "${sender.limitProfile}"`;
    throw RpcFailure.precondition('PROFILE_UNKNOWN', message);
  }
  const queuedBefore = views.progress.queuedBySender.get(senderId) ?? 0;
  const nowUs = parts.clock.nowUs();
  const foreseen = estimateCompletion(profile, {
    nowUs,
    queuedBefore,
    messages: Number(messages),
  });
  return {
    completesAt: timestampFromUs(foreseen.completesAtUs),
    bindingLimit: foreseen.bindingLimit,
    bindingLimitText: foreseen.bindingLimitText,
    queuedBefore: BigInt(queuedBefore),
  };
}

/** How far the log is applied. */
export function getPositions({ positions, rebuilder }: AskParts): GetPositionsResponse {
  return {
    partitions: [...positions].map(([partition, position]) => ({
      partition,
      appliedSeq: BigInt(position.applied),
      rebuilds: BigInt(rebuilder.count),
      closed: rebuilder.closed,
    })),
  };
}
