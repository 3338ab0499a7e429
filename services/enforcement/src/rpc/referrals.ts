import type {
  Referral as ReferralMessage,
  RemedyServiceImplementation,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { isToken, partitionOf } from '@hustings/kernel';
import { type Principal, RpcFailure, requireRole } from '@hustings/service-kit';
import { readItem, wireItem, wireNotice } from '../adapters/referral-codec.ts';
import { EVIDENCE_CLASS } from '../adapters/wire-enums.ts';
import { conflictedIn } from '../app/case-context.ts';
import { type Means, metaOf, nowUs } from '../app/orders.ts';
import type { ReferralCommand } from '../domain/referral/commands.ts';
import { groundOf } from '../domain/referral/predicate.ts';
import type { Referral } from '../domain/referral/state.ts';
import { actorOf, readerOf } from './access.ts';
import { refuseReferral } from './referral-refusals.ts';
import { answer } from './refusals.ts';

type ReferralRpcs = Pick<
  RemedyServiceImplementation,
  | 'publishReferralNotice'
  | 'addReferralEvidence'
  | 'approveReferral'
  | 'tellRespondent'
  | 'makeReferral'
  | 'withdrawReferral'
  | 'getReferral'
>;

const { ROLE_MODERATOR, ROLE_REVIEWER, ROLE_COUNSEL } = Role;

/** Referrals to the law: a dated notice, evidence, two deciders and counsel. None of it changes a standing. */
export function referralRpcs(means: Means): ReferralRpcs {
  const order = ordererOf(means);
  return {
    publishReferralNotice: (request, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const { organisationId } = request;
        if (!means.views.organisation(organisationId)) {
          throw RpcFailure.notFound('ORGANISATION_UNKNOWN', 'no such organisation');
        }
        const referralId = means.ids.prefixed('ref');
        return order(
          caller,
          { referralId, organisationId },
          {
            type: 'PublishNotice',
            ...request,
            referralId,
            evidenceClasses: classesOf(request.evidenceClasses),
            publishedBy: caller.credentialId,
            nowUs: nowUs(means),
          },
        );
      }),
    addReferralEvidence: ({ referralId, evidence }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const item = orInvalid(() => readItem(evidence));
        const target = await find(means, referralId);
        const submittedBy = caller.credentialId;
        const command = { type: 'AddReferralEvidence', item, submittedBy } as const;
        return order(caller, target, { ...command, nowUs: nowUs(means) });
      }),
    approveReferral: ({ referralId, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER, ROLE_COUNSEL);
        const approvedAs = caller.roles.includes(ROLE_COUNSEL) ? 'COUNSEL' : 'DECIDER';
        const approvedBy = caller.credentialId;
        const target = await find(means, referralId);
        return order(caller, target, {
          type: 'ApproveReferral',
          ...{ approvedBy, approvedAs, reasons, nowUs: nowUs(means) },
        });
      }),
    ...endings(means),
    getReferral: ({ referralId }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        const referral = await find(means, referralId);
        const isTold = referral.told !== null && referral.organisationId === organisationId;
        if (organisationId !== null && !isTold) throw unknown();
        return { referral: referralMessage(referral) };
      }),
  };
}

/** What comes once the evidence is there. */
function endings(
  means: Means,
): Pick<ReferralRpcs, 'tellRespondent' | 'makeReferral' | 'withdrawReferral'> {
  const order = ordererOf(means);
  return {
    tellRespondent: ({ referralId, forbiddenBy }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const recordedBy = caller.credentialId;
        const command = { type: 'TellRespondent', forbiddenBy, recordedBy } as const;
        const target = await find(means, referralId);
        return order(caller, target, { ...command, nowUs: nowUs(means) });
      }),
    makeReferral: ({ referralId }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const command = { type: 'MakeReferral', madeBy: caller.credentialId } as const;
        const target = await find(means, referralId);
        return order(caller, target, { ...command, nowUs: nowUs(means) });
      }),
    withdrawReferral: ({ referralId, reason }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const withdrawnBy = caller.credentialId;
        const command = { type: 'WithdrawReferral', reason, withdrawnBy } as const;
        const target = await find(means, referralId);
        return order(caller, target, { ...command, nowUs: nowUs(means) });
      }),
  };
}

/** A command before it is known who has a conflict of interest. */
type Unchecked<Command> = Command extends unknown ? Omit<Command, 'conflicted'> : never;

function ordererOf(means: Means) {
  return (
    caller: Principal,
    target: { referralId: string; organisationId: string },
    command: Unchecked<ReferralCommand>,
  ) => orderReferral(means, caller, { ...target, command });
}

async function orderReferral(
  means: Means,
  caller: Principal,
  {
    referralId,
    organisationId,
    command,
  }: { referralId: string; organisationId: string } & {
    command: Unchecked<ReferralCommand>;
  },
): Promise<{ referral: ReferralMessage }> {
  const partition = partitionOf(organisationId, means.layout);
  const target = { id: referralId, partition, organisationId };
  const meta = metaOf(means, actorOf(caller));
  const conflicted = conflictedIn(means, organisationId);
  const result = await means.stores.referrals.execute(target, { ...command, conflicted }, meta);
  if (!result.ok) throw refuseReferral(result.error);
  const { referral } = result.value.state;
  if (!referral) throw unknown();
  return { referral: referralMessage(referral) };
}

async function find(means: Means, referralId: string): Promise<Referral> {
  await means.views.current();
  const referral = isToken(referralId) ? means.views.referral(referralId) : undefined;
  if (!referral) throw unknown();
  return referral;
}

function referralMessage(referral: Referral): ReferralMessage {
  const { referralId, organisationId, status, respondent, notice, evidence, approvals } = referral;
  return {
    ...{ referralId, organisationId, status, respondent, notice: wireNotice(notice) },
    evidence: evidence.map(wireItem),
    deciders: approvals.filter(({ approvedAs }) => approvedAs === 'DECIDER').length,
    counsel: approvals.some(({ approvedAs }) => approvedAs === 'COUNSEL'),
    ground: groundOf(evidence, notice.effectiveAfterUs)?.ground ?? 'NONE',
  };
}

function classesOf(classes: readonly number[]) {
  return orInvalid(() => classes.map((each) => EVIDENCE_CLASS.fromWire(each)));
}

function orInvalid<T>(read: () => T): T {
  try {
    return read();
  } catch {
    const description = 'states its class, from A to F';
    throw RpcFailure.invalid('EVIDENCE_INVALID', `evidence ${description}`, [
      { field: 'evidence', description },
    ]);
  }
}

function unknown(): RpcFailure {
  return refuseReferral({ reason: 'REFERRAL_UNKNOWN' });
}
