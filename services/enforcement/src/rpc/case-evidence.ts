import type { CaseServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { present } from '@hustings/kernel';
import { requireOrganisation, requireRole } from '@hustings/service-kit';
import { watchOf } from '../app/case-context.ts';
import { orderInCase } from '../app/case-work.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { settledOriginals } from '../app/strikes-before.ts';
import type { CaseFile } from '../domain/case/state.ts';
import { actorOf } from './access.ts';
import { caseMessage } from './case-message.ts';
import { refuseOrder } from './process-refusals.ts';
import { readSubmission } from './read-request.ts';
import { answer } from './refusals.ts';

const { ROLE_MODERATOR, ROLE_REVIEWER, ROLE_ORGANISATION_ADMIN, ROLE_TOOL } = Role;

type Evidence = Pick<
  CaseServiceImplementation,
  'addEvidence' | 'reviewEvidence' | 'approveGist' | 'answerCase'
>;

/** The evidence of a case: added, looked at, answered. */
export function caseEvidence(means: Means): Evidence {
  const show = (done: Awaited<ReturnType<typeof orderInCase>>) => {
    if (!done.ok) throw refuseOrder(done.error);
    return caseMessage(done.value.record, nowUs(means));
  };
  return {
    addEvidence: ({ caseId, evidence }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_MODERATOR, ROLE_REVIEWER);
        const draft = readSubmission(evidence);
        const actor = actorOf(caller);
        const done = await orderInCase(means, { id: caseId, actor }, (view) => ({
          type: 'AddEvidence',
          ...{ by: caller.credentialId, conflicted: view.conflicted, draft, nowUs: view.nowUs },
          settledOriginals: settledOf(means, view.file),
        }));
        const message = show(done);
        const added = done.ok && done.value.events.find((event) => event.type === 'EvidenceAdded');
        const { evidenceId } = present(added || null, 'evidence was added').evidence;
        return { evidenceId, case: message };
      }),
    reviewEvidence: ({ evidenceId, lawful, gist, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const actor = actorOf(caller);
        const done = await orderInCase(means, { id: evidenceId, actor }, (view) => ({
          type: 'ReviewEvidence',
          ...{ by: caller.credentialId, conflicted: view.conflicted, nowUs: view.nowUs },
          ...{ evidenceId, lawful, gist, reasons },
        }));
        return { case: show(done) };
      }),
    approveGist: ({ evidenceId }, context) =>
      answer(async () => {
        const caller = requireRole(context, ROLE_REVIEWER);
        const actor = actorOf(caller);
        const done = await orderInCase(means, { id: evidenceId, actor }, (view) => ({
          type: 'ApproveGist',
          ...{ by: caller.credentialId, conflicted: view.conflicted, nowUs: view.nowUs },
          evidenceId,
        }));
        return { case: show(done) };
      }),
    answerCase: ({ caseId, text }, context) =>
      answer(async () => {
        const caller = requireOrganisation(context, ROLE_ORGANISATION_ADMIN, ROLE_TOOL);
        const { organisationId, credentialId } = caller;
        const actor = actorOf(caller);
        const done = await orderInCase(means, { id: caseId, actor }, (view) => ({
          type: 'AnswerCase',
          ...{ organisationId, by: credentialId, text, nowUs: view.nowUs },
        }));
        show(done);
        const given = done.ok && done.value.events.find((event) => event.type === 'AnswerGiven');
        return { answerId: present(given || null, 'an answer was given').answerId };
      }),
  };
}

function settledOf(means: Means, file: CaseFile): string[] {
  const cases = watchOf(means, file.organisationId)?.watch.cases;
  return cases ? settledOriginals(cases, file.subject, file.caseId) : [];
}
