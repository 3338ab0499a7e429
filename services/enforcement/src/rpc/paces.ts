import {
  type RemedyServiceImplementation,
  SlowStart as SlowStartMessage,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { type Means, nowUs } from '../app/orders.ts';
import { confirmPace } from '../app/pace-orders.ts';
import { sayInstant } from '../domain/case/wording.ts';
import type { PaceRejection } from '../domain/pace/commands.ts';
import { type PaceState, restsUntilUs, runningAt } from '../domain/pace/state.ts';
import { actorOf, readerOf } from './access.ts';
import { timestamp } from './case-message.ts';
import { answer } from './refusals.ts';

/** Slow starts of one answer. */
const MAX_SLOW_STARTS = 500;

type PaceRpcs = Pick<RemedyServiceImplementation, 'confirmPace' | 'listSlowStarts'>;

/** Slow starts: who is slowed down, and the owner's word that ends it. */
export function paceRpcs(means: Means): PaceRpcs {
  return {
    confirmPace: ({ senderId, reason }, context) =>
      answer(async () => {
        const caller = requireRole(
          context,
          Role.ROLE_ORGANISATION_ADMIN,
          Role.ROLE_OPERATOR,
          Role.ROLE_MODERATOR,
        );
        const isOwn = caller.organisationId !== '';
        if (isOwn && caller.intermediaryId !== '') {
          throw RpcFailure.denied('CONFIRMER_IS_TOOL', 'a credential of a tool does not confirm');
        }
        await means.views.current();
        const organisationId = means.views.ownerOf(senderId);
        if (organisationId === undefined || (isOwn && organisationId !== caller.organisationId)) {
          throw RpcFailure.notFound('SENDER_UNKNOWN', 'no such sender of yours');
        }
        const result = await confirmPace(means, {
          ...{ senderId, organisationId, reason, confirmedBy: caller.credentialId },
          confirmedAs: isOwn ? 'OWNER' : 'OPERATOR',
          actor: actorOf(caller),
        });
        if (!result.ok) throw refusePace(result.error);
        return { slowStart: paceMessage(result.value, nowUs(means)) };
      }),
    listSlowStarts: ({ includeEnded }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        await means.views.current();
        const now = nowUs(means);
        const paces = means.views
          .allPaces()
          .filter((pace) => organisationId === null || pace.organisationId === organisationId)
          .filter((pace) => includeEnded || runningAt(pace, now) !== null)
          .sort((a, b) => (b.slow?.startsAtUs ?? 0) - (a.slow?.startsAtUs ?? 0))
          .slice(0, MAX_SLOW_STARTS);
        return { slowStarts: paces.map((pace) => paceMessage(pace, now)) };
      }),
  };
}

function paceMessage(pace: PaceState, now: number): SlowStartMessage {
  const { senderId, organisationId, slow } = pace;
  const freeUntilUs = restsUntilUs(pace);
  return {
    ...SlowStartMessage.create(),
    ...{ senderId, organisationId, status: statusOf(pace, now) },
    slowStartId: slow?.slowStartId ?? '',
    ruleId: slow?.ruleId ?? '',
    summary: slow?.summary ?? '',
    startsAt: slow ? timestamp(slow.startsAtUs) : undefined,
    endsAt: slow ? timestamp(slow.confirmed?.atUs ?? slow.endsAtUs) : undefined,
    freeUntil: freeUntilUs > now && !runningAt(pace, now) ? timestamp(freeUntilUs) : undefined,
  };
}

function statusOf(pace: PaceState, now: number): string {
  if (pace.slow === null) return 'ANNOUNCED';
  if (runningAt(pace, now)) return 'RUNNING';
  return pace.slow.confirmed ? 'CONFIRMED' : 'ENDED';
}

/** A refusal about a pace as the caller sees it: one line that says what to do. */
function refusePace(rejection: PaceRejection): RpcFailure {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'PACE_REASON_LENGTH': {
      const description = `has to have 1 to ${rejection.max} characters`;
      return RpcFailure.invalid(reason, `reason ${description}`, [
        { field: 'reason', description },
      ]);
    }
    case 'CONFIRMER_TOO_NEW':
      return RpcFailure.denied(
        reason,
        `the credential is too new: use one that is a day older than what is new, or ask the operator (it may confirm ahead from ${sayInstant(rejection.fromUs)} on)`,
      );
    case 'CONFIRMER_GRANTED_TOOL':
      return RpcFailure.denied(
        reason,
        'the credential granted the sender a tool meanwhile: another administrator confirms, or the operator',
      );
    case 'ALREADY_SLOW':
    case 'PACE_RESTS':
      return RpcFailure.precondition(reason, 'no slow start begins now');
  }
}
