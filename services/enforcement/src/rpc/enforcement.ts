import type { EnforcementServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { requireOrganisation, requireRole } from '@hustings/service-kit';
import { decideAppeal } from '../app/decide-appeal.ts';
import { fetchNotices } from '../app/fetch-notices.ts';
import { fileAppeal } from '../app/file-appeal.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { actorOf } from './access.ts';
import { reviewOutcomeOf } from './appeal-message.ts';
import { caseMessage, timestamp } from './case-message.ts';
import { noticeMessage } from './notice-message.ts';
import { readCases } from './read-cases.ts';
import { answer, refuseCaller } from './refusals.ts';

/** Cases, notices, appeals. */
export function enforcementRpc(means: Means): EnforcementServiceImplementation {
  return {
    ...readCases(means),
    fetchNotices: ({ undeliveredOnly, language }, context) =>
      answer(async () => {
        const principal = requireOrganisation(
          context,
          Role.ROLE_ORGANISATION_ADMIN,
          Role.ROLE_TOOL,
        );
        const { organisationId, credentialId } = principal;
        const notices = await fetchNotices(means, {
          ...{ organisationId, credentialId, undeliveredOnly, language },
          actor: actorOf(principal),
        });
        return { notices: notices.map(noticeMessage) };
      }),
    fileAppeal: async (request, context) => {
      const { sanctionId, grounds, stay, newEvidence, onBehalfOf } = request;
      const principal = requireOrganisation(context, Role.ROLE_ORGANISATION_ADMIN, Role.ROLE_TOOL);
      const { organisationId, credentialId } = principal;
      const filed = await fileAppeal(means, {
        measureId: sanctionId,
        ...{ grounds, stay, newEvidence, onBehalfOf },
        organisationId,
        credentialId,
        actor: actorOf(principal),
      });
      if (!filed.ok) throw refuseCaller(filed.error);
      const { appealId, decideByUs, stayDecideByUs } = filed.value;
      return {
        ...{ appealId, decideBy: timestamp(decideByUs) },
        stayDecideBy: stayDecideByUs === 0 ? undefined : timestamp(stayDecideByUs),
      };
    },
    decideAppeal: (request, context) =>
      answer(async () => {
        const principal = requireRole(context, Role.ROLE_REVIEWER);
        const decided = await decideAppeal(means, {
          appealId: request.appealId,
          reasons: request.reasons,
          outcome: reviewOutcomeOf(request),
          reviewer: principal.credentialId,
          actor: actorOf(principal),
        });
        if (!decided.ok) throw refuseCaller(decided.error);
        return { case: caseMessage(decided.value, nowUs(means)) };
      }),
  };
}
