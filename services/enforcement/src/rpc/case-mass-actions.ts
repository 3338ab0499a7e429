import {
  type CaseServiceImplementation,
  MassAction as MassActionMessage,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { principalOf, RpcFailure, requireRole } from '@hustings/service-kit';
import {
  type MassActionOutcome,
  massActionOf,
  orderInMassAction,
  proposeMassAction,
} from '../app/mass-actions.ts';
import type { Means } from '../app/orders.ts';
import { toUs } from '../domain/case/ladder.ts';
import {
  isReleasable,
  type KnownMassAction,
  stageDue,
  stageSize,
} from '../domain/mass-action/state.ts';
import { actorOf } from './access.ts';
import { timestamp } from './case-message.ts';
import { answer } from './refusals.ts';

const { ROLE_MODERATOR, ROLE_REVIEWER } = Role;

type MassActions = Pick<
  CaseServiceImplementation,
  | 'proposeMassAction'
  | 'approveMassAction'
  | 'recordBlindReview'
  | 'rollBackMassAction'
  | 'getMassAction'
>;

/** Actions against five accounts or more. */
export function caseMassActions(means: Means): MassActions {
  return {
    proposeMassAction: ({ proposalIds, clause, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const officer = { by: caller.credentialId, actor: actorOf(caller) };
        return show(
          means,
          await proposeMassAction(means, { proposalIds, clause, reasons }, officer),
        );
      }),
    approveMassAction: ({ massActionId, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const target = { massActionId, actor: actorOf(caller) };
        return show(
          means,
          await orderInMassAction(means, target, ({ conflicted, nowUs, ...view }) => ({
            type: 'ApproveMassAction',
            ...{ by: caller.credentialId, reasons, conflicted, nowUs },
            participants: view.participantsIn(view.caseIds),
          })),
        );
      }),
    recordBlindReview: ({ massActionId, caseId, wouldImpose, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const target = { massActionId, actor: actorOf(caller) };
        return show(
          means,
          await orderInMassAction(means, target, ({ conflicted, nowUs, ...view }) => ({
            type: 'RecordBlindReview',
            ...{ by: caller.credentialId, caseId, agrees: wouldImpose, reasons, conflicted, nowUs },
            participants: view.participantsIn([caseId]),
          })),
        );
      }),
    rollBackMassAction: ({ massActionId, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR, ROLE_REVIEWER);
        const target = { massActionId, actor: actorOf(caller) };
        return show(
          means,
          await orderInMassAction(means, target, ({ conflicted, nowUs }) => ({
            type: 'RollBackMassAction',
            ...{ by: caller.credentialId, reasons, conflicted, nowUs },
          })),
        );
      }),
    getMassAction: ({ massActionId }, context) =>
      answer(async () => {
        const isStaff = principalOf(context).organisationId === '';
        await means.views.current();
        const action = massActionOf(means, massActionId);
        if (!action) throw unknown();
        return { massAction: massActionMessage(means, action, isStaff) };
      }),
  };
}

function show(means: Means, done: Awaited<MassActionOutcome>) {
  if (!done.ok) throw refuse(done.error);
  return { massAction: massActionMessage(means, done.value, true) };
}

/** Counts for everybody; accounts for staff. */
function massActionMessage(
  { views }: Means,
  action: KnownMassAction,
  isStaff: boolean,
): MassActionMessage {
  const gapMs = views.policy?.ladder.process.massActionStageMs;
  const { massActionId, clause, status, items, stage, approvals, sample, reviews } = action;
  return {
    ...MassActionMessage.create(),
    ...{ massActionId, clause, status, accounts: items.length, approvals: approvals.length },
    released: stageSize(items.length, stage),
    ...{ reviewsNeeded: sample.length, reviewsDone: reviews.length },
    sample: isStaff ? [...sample] : [],
    caseIds: isStaff ? items.map((item) => item.caseId) : [],
    nextStageAt:
      gapMs !== undefined && isReleasable(action)
        ? timestamp(stageDue(action, toUs(gapMs)))
        : undefined,
  };
}

function unknown(): RpcFailure {
  return RpcFailure.notFound('MASS_ACTION_UNKNOWN', 'no such mass action');
}

const DENIED: ReadonlySet<string> = new Set(['CONFLICT_OF_INTEREST', 'TOOK_PART']);

const HELP: Readonly<Record<string, string>> = {
  CONFLICT_OF_INTEREST: 'the caller has a conflict in one of the organisations; another must act',
  TOOK_PART: 'the caller took part before; another must act',
  TOO_FEW_ACCOUNTS: 'a mass action has five accounts or more; decide fewer one by one',
  FINDING_SHARED: 'two accounts rest on the same finding; each needs one of its own',
  ACCOUNT_TWICE: 'an account is named twice',
  NOT_IN_SAMPLE: 'the case is not in the sample; GetMassAction shows it',
  REVIEWED_ALREADY: 'the case was reviewed blind',
  APPROVED_ALREADY: 'the caller has approved',
  APPROVALS_COMPLETE: 'three have approved',
  MASS_ACTION_NOT_OPEN: 'the action is past this step; GetMassAction shows where it stands',
};

function refuse(error: Exclude<Awaited<MassActionOutcome>, { ok: true }>['error']): RpcFailure {
  const { reason } = error;
  if (reason === 'MASS_ACTION_UNKNOWN') return unknown();
  if (error.reason === 'PROPOSAL_UNFIT') {
    return RpcFailure.precondition(
      reason,
      `${error.proposalId} is not an open proposal made for a mass action under that clause, or one binds it already`,
    );
  }
  if (error.reason === 'TEXT_LENGTH') {
    const description = `has to have 1 to ${error.max} characters`;
    return RpcFailure.invalid(reason, `${error.field} ${description}`, [
      { field: error.field, description },
    ]);
  }
  const help = HELP[reason] ?? 'the action does not allow this step now';
  return DENIED.has(reason)
    ? RpcFailure.denied(reason, help)
    : RpcFailure.precondition(reason, help);
}
