import type { CaseServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { requireRole } from '@hustings/service-kit';
import { SUBJECT } from '../adapters/wire-enums.ts';
import { type CaseOutcome, openCase, orderInCase } from '../app/case-work.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { actorOf } from './access.ts';
import { caseMessage } from './case-message.ts';
import { refuseOrder } from './process-refusals.ts';
import { readChoice } from './read-request.ts';
import { answer } from './refusals.ts';

const { ROLE_MODERATOR, ROLE_REVIEWER, ROLE_OPERATOR } = Role;

type Files = Pick<CaseServiceImplementation, 'openCase' | 'closeCase' | 'confirmVerification'>;

/** A person's cases: opened, closed, and the last step of a return. */
export function caseFiles(means: Means): Files {
  const show = (done: Awaited<CaseOutcome>) => {
    if (!done.ok) throw refuseOrder(done.error);
    return caseMessage(done.value.record, nowUs(means));
  };
  return {
    openCase: (request, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR);
        const { subjectId, organisationId, clause, whyNotNarrower } = request;
        const kind = readChoice(SUBJECT, request.subjectKind, 'subject_kind');
        const asked = { subject: { kind, id: subjectId }, organisationId, clause, whyNotNarrower };
        const officer = { by: caller.credentialId, actor: actorOf(caller) };
        return { case: show(await openCase(means, asked, officer)) };
      }),
    closeCase: ({ caseId, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR, ROLE_REVIEWER);
        const actor = actorOf(caller);
        const done = await orderInCase(means, { id: caseId, actor }, (view) => ({
          type: 'CloseCase',
          ...{ by: caller.credentialId, conflicted: view.conflicted, nowUs: view.nowUs },
          reasons,
        }));
        return { case: show(done) };
      }),
    confirmVerification: ({ caseId }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_OPERATOR);
        const actor = actorOf(caller);
        const done = await orderInCase(means, { id: caseId, actor }, (view) => ({
          type: 'ConfirmVerification',
          ...{ by: caller.credentialId, conflicted: view.conflicted, nowUs: view.nowUs },
        }));
        return { case: show(done) };
      }),
  };
}
