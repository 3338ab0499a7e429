import type { Complainant, RemedyServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import {
  appealsOf,
  type ComplaintOrder,
  type ComplaintOutcome,
  orderComplaints,
} from '../app/complaint-orders.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { sayInstant } from '../domain/case/wording.ts';
import { conductOf } from '../domain/complaints/record.ts';
import { type ComplaintState, pauseAt, pausesOf, warningAt } from '../domain/complaints/state.ts';
import { actorOf, readerOf } from './access.ts';
import { timestamp } from './case-message.ts';
import { answer } from './refusals.ts';

type ComplaintRpcs = Pick<
  RemedyServiceImplementation,
  'warnComplainant' | 'pauseComplaints' | 'resumeComplaints' | 'getComplainant'
>;

const { ROLE_MODERATOR, ROLE_REVIEWER } = Role;

/** What follows when an organisation appeals often and manifestly without ground. */
export function complaintRpcs(means: Means): ComplaintRpcs {
  const order = (asked: ComplaintOrder, role: Role, context: CallContext) =>
    answer(async () => {
      const caller = requireRole(context, role);
      const who = { by: caller.credentialId, actor: actorOf(caller) };
      const done = await orderComplaints(means, asked, who);
      if (!done.ok) throw refuseComplaint(done.error);
      return { complainant: complainantOf(means, asked.organisationId, done.value) };
    });
  return {
    warnComplainant: ({ organisationId, reasons }, context) =>
      order({ type: 'WarnComplainant', organisationId, reasons }, ROLE_MODERATOR, context),
    pauseComplaints: ({ organisationId, reasons, until }, context) => {
      const untilUs = until ? Number(usFromTimestamp(until)) : 0;
      const asked = { type: 'PauseComplaints', organisationId, reasons, untilUs } as const;
      return order(asked, ROLE_REVIEWER, context);
    },
    resumeComplaints: ({ organisationId, reasons }, context) =>
      order({ type: 'ResumeComplaints', organisationId, reasons }, ROLE_REVIEWER, context),
    getComplainant: (request, context) =>
      answer(async () => {
        const reader = readerOf(context).organisationId;
        const organisationId = request.organisationId || reader || '';
        await means.views.current();
        const isTheirs = reader === null || reader === organisationId;
        if (!isTheirs || !means.views.organisation(organisationId)) {
          throw refuseComplaint({ reason: 'ORGANISATION_UNKNOWN' });
        }
        const state = means.views.complaints(organisationId);
        return { complainant: complainantOf(means, organisationId, state) };
      }),
  };
}

function complainantOf(means: Means, organisationId: string, state: ComplaintState): Complainant {
  const now = nowUs(means);
  const { decided, unfounded } = conductOf(appealsOf(means, organisationId), now);
  const warning = warningAt(state, now);
  const deliveredAtUs = warning?.deliveredAtUs ?? null;
  const pause = pauseAt(pausesOf(state), now);
  return {
    ...{ organisationId, decided, manifestlyUnfounded: unfounded.length },
    warnedAt: warning && timestamp(warning.atUs),
    warningDeliveredAt: deliveredAtUs === null ? undefined : timestamp(deliveredAtUs),
    pausedUntil: pause && timestamp(pause.untilUs),
    reasons: state.steps.at(-1)?.reasons ?? '',
  };
}

/** A refusal as the caller sees it: one line that says what to do. */
function refuseComplaint(
  rejection: Extract<Awaited<ComplaintOutcome>, { ok: false }>['error'],
): RpcFailure {
  const { reason } = rejection;
  switch (rejection.reason) {
    case 'ORGANISATION_UNKNOWN':
      return RpcFailure.notFound(reason, 'no such organisation');
    case 'POLICY_MISSING':
      return RpcFailure.precondition(reason, 'no policy is in force; activate one first');
    case 'CONFLICT_OF_INTEREST':
      return RpcFailure.denied(reason, 'a conflict of interest was declared; another must act');
    case 'REASONS_LENGTH':
      return invalid(reason, 'reasons', `has to have 1 to ${rejection.max} characters`);
    case 'PAUSE_END_INVALID':
      return invalid(
        reason,
        'until',
        `lies ahead, at the latest at ${sayInstant(rejection.latestUs)}`,
      );
    case 'TOO_FEW_UNFOUNDED':
      return RpcFailure.precondition(
        reason,
        `${rejection.found} of its appeals of the last 180 days were found manifestly unfounded; it takes ${rejection.needed}`,
      );
    case 'MOSTLY_NOT_UNFOUNDED':
      return RpcFailure.precondition(
        reason,
        `only ${rejection.unfounded} of ${rejection.decided} decided appeals were manifestly unfounded; it takes half`,
      );
    case 'WARNED_ALREADY':
      return RpcFailure.precondition(
        reason,
        `a warning counts until ${sayInstant(rejection.untilUs)}; if another such appeal follows, a reviewer may pause`,
      );
    case 'NOT_WARNED':
      return RpcFailure.precondition(reason, 'it has to be warned first (WarnComplainant)');
    case 'WARNING_NOT_DELIVERED':
      return RpcFailure.precondition(reason, 'the warning does not count as delivered yet');
    case 'NOTHING_SINCE_WARNING':
      return RpcFailure.precondition(
        reason,
        'no manifestly unfounded appeal was filed after the warning was delivered, and after the last pause began',
      );
    case 'PAUSED_ALREADY':
      return RpcFailure.precondition(reason, `paused until ${sayInstant(rejection.untilUs)}`);
    case 'NOT_PAUSED':
      return RpcFailure.precondition(reason, 'no pause runs');
    case 'DECIDER_INVOLVED':
      return RpcFailure.denied(
        reason,
        'the credential warned, paused, or found one of these appeals unfounded; another must decide',
      );
    case 'NOTICE_UNKNOWN':
    case 'NOTICE_ALREADY_DELIVERED':
      return RpcFailure.precondition(reason, 'the notice is not waiting');
  }
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
