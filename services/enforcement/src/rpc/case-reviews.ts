import type { CaseServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { principalOf, RpcFailure, requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import { type CaseOutcome, orderInCase } from '../app/case-work.ts';
import { type Means, nowUs } from '../app/orders.ts';
import type { Proposal } from '../domain/case/process.ts';
import { hidesFinding } from '../domain/mass-action/hides-finding.ts';
import { actorOf, readerOf } from './access.ts';
import { caseMessage } from './case-message.ts';
import { viewOf } from './case-proposals.ts';
import { refuseOrder } from './process-refusals.ts';
import { proposalMessage, withoutFinding } from './proposal-message.ts';
import { hoursUs } from './read-request.ts';
import { answer } from './refusals.ts';

const { ROLE_REVIEWER } = Role;

type Reviews = Pick<
  CaseServiceImplementation,
  'renewSuspension' | 'reverseMeasure' | 'getProposals'
>;

/** What a third person may do, and what everybody concerned may read. */
export function caseReviews(means: Means): Reviews {
  const show = (done: Awaited<CaseOutcome>) => {
    if (!done.ok) throw refuseOrder(done.error);
    return { case: caseMessage(done.value.record, nowUs(means)) };
  };
  return {
    renewSuspension: ({ caseId, reasons, termHours }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const target = { id: caseId, actor: actorOf(caller) };
        return show(
          await orderInCase(means, target, ({ file: _, ...view }) => ({
            type: 'RenewSuspension',
            ...{ ...view, by: caller.credentialId, reasons, termUs: hoursUs(termHours) },
          })),
        );
      }),
    reverseMeasure: ({ sanctionId, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const target = { id: sanctionId, actor: actorOf(caller) };
        return show(
          await orderInCase(means, target, ({ conflicted, nowUs: now }) => ({
            type: 'ReverseMeasure',
            ...{ by: caller.credentialId, conflicted, nowUs: now },
            ...{ sanctionId, reasons, massActionId: '' },
          })),
        );
      }),
    getProposals: ({ caseId }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        await means.views.current();
        const found = means.views.findCase((cases) => cases.byId(caseId));
        const state = found?.record.state;
        if (!state || (organisationId !== null && state.file.organisationId !== organisationId)) {
          throw RpcFailure.notFound('CASE_UNKNOWN', 'no such case; ListCases shows the ids');
        }
        const view = viewOf(means, found.partition, organisationId === null);
        const reviewer = blindReviewerOf(context);
        const actions = means.views.partitions[0]?.watch.massActions.all() ?? [];
        const isHidden = (proposal: Proposal): boolean =>
          reviewer !== null && hidesFinding(proposal, { caseId, reviewer, actions });
        return {
          proposals: state.file.proposals.map((each) => {
            const message = proposalMessage(state, each, view);
            return isHidden(each) ? withoutFinding(message) : message;
          }),
        };
      }),
  };
}

/** Who may be asked for a blind look: anybody with the role of a reviewer, whatever else they are. */
function blindReviewerOf(context: CallContext): string | null {
  const { roles, credentialId } = principalOf(context);
  return roles.includes(ROLE_REVIEWER) ? credentialId : null;
}
