import type { CaseServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { type CaseOutcome, orderInCase } from '../app/case-work.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { actorOf, readerOf } from './access.ts';
import { caseMessage } from './case-message.ts';
import { viewOf } from './case-proposals.ts';
import { refuseOrder } from './process-refusals.ts';
import { proposalMessage } from './proposal-message.ts';
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
        return {
          proposals: state.file.proposals.map((each) => proposalMessage(state, each, view)),
        };
      }),
  };
}
