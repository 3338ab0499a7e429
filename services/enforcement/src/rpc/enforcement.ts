import type { EnforcementServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { requireOrganisation, requireRole } from '@hustings/service-kit';
import { wireStatement } from '../adapters/wire.ts';
import { decideAppeal } from '../app/decide-appeal.ts';
import { fetchNotices } from '../app/fetch-notices.ts';
import { fileAppeal } from '../app/file-appeal.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { actorOf } from './access.ts';
import { caseMessage, timestamp } from './case-message.ts';
import { readCases } from './read-cases.ts';
import { answer, refuseCaller } from './refusals.ts';

/** Cases, notices, appeals. */
export function enforcementRpc(means: Means): EnforcementServiceImplementation {
  return {
    ...readCases(means),
    fetchNotices: ({ undeliveredOnly }, context) =>
      answer(async () => {
        const principal = requireOrganisation(
          context,
          Role.ROLE_ORGANISATION_ADMIN,
          Role.ROLE_TOOL,
        );
        const { organisationId } = principal;
        const actor = actorOf(principal);
        const notices = await fetchNotices(means, { organisationId, undeliveredOnly, actor });
        return {
          notices: notices.map(({ noticeId, caseId, text, issuedAtUs, statement }) => ({
            noticeId,
            caseId,
            text,
            issuedAt: timestamp(issuedAtUs),
            ...(statement === null ? {} : { statement: wireStatement(statement) }),
          })),
        };
      }),
    fileAppeal: async ({ sanctionId, grounds }, context) => {
      const principal = requireOrganisation(context, Role.ROLE_ORGANISATION_ADMIN, Role.ROLE_TOOL);
      const { organisationId, credentialId } = principal;
      const filed = await fileAppeal(means, {
        measureId: sanctionId,
        grounds,
        organisationId,
        credentialId,
        actor: actorOf(principal),
      });
      if (!filed.ok) throw refuseCaller(filed.error);
      const { appealId, decideByUs } = filed.value;
      return { appealId, decideBy: timestamp(decideByUs) };
    },
    decideAppeal: ({ appealId, upholdAppeal, reasons }, context) =>
      answer(async () => {
        const principal = requireRole(context, Role.ROLE_REVIEWER);
        const decided = await decideAppeal(means, {
          appealId,
          reasons,
          uphold: upholdAppeal,
          reviewer: principal.credentialId,
          actor: actorOf(principal),
        });
        if (!decided.ok) throw refuseCaller(decided.error);
        return { case: caseMessage(decided.value, nowUs(means)) };
      }),
  };
}
