import type { RemedyServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { requireOrganisation, requireRole } from '@hustings/service-kit';
import { decideStay, withdrawAppeal } from '../app/decide-appeal.ts';
import { loadDialogue } from '../app/dialogue-orders.ts';
import type { Means } from '../app/orders.ts';
import type { CaseRecord } from '../domain/case/case-book.ts';
import { actorOf, readerOf } from './access.ts';
import { appealMessage } from './appeal-message.ts';
import { answer, refuseCaller } from './refusals.ts';

/** Appeals of one answer. */
const MAX_APPEALS = 500;

type AppealRpcs = Pick<
  RemedyServiceImplementation,
  'getAppeal' | 'listAppeals' | 'withdrawAppeal' | 'decideStay'
>;

/** Appeals as campaign, volunteer, tool vendor and staff see them. */
export function appealRpcs(means: Means): AppealRpcs {
  return {
    getAppeal: ({ appealId }, context) =>
      answer(async () => {
        const record = await findAppeal(means, appealId, readerOf(context).organisationId);
        const messages = await loadDialogue(means, record.state.file.organisationId, appealId);
        return { appeal: appealMessage(record, appealId, messages.length) };
      }),
    listAppeals: ({ includeDecided }, context) =>
      answer(async () => {
        const { organisationId } = readerOf(context);
        await means.views.current();
        const appeals = means.views
          .allCases()
          .filter(({ state: { file } }) => {
            return organisationId === null || file.organisationId === organisationId;
          })
          .flatMap((record) => record.state.file.appeals.map((appeal) => ({ record, appeal })))
          .filter(({ appeal }) => includeDecided || appeal.outcome === 'OPEN')
          .sort((a, b) => {
            const decided =
              Number(a.appeal.outcome !== 'OPEN') - Number(b.appeal.outcome !== 'OPEN');
            return decided || a.appeal.decideByUs - b.appeal.decideByUs;
          })
          .slice(0, MAX_APPEALS);
        return {
          appeals: appeals.map(({ record, appeal }) => appealMessage(record, appeal.appealId)),
        };
      }),
    withdrawAppeal: ({ appealId }, context) =>
      answer(async () => {
        const caller = requireOrganisation(context, Role.ROLE_ORGANISATION_ADMIN, Role.ROLE_TOOL);
        const { organisationId, credentialId: withdrawnBy } = caller;
        const actor = actorOf(caller);
        const order = { appealId, organisationId, withdrawnBy, actor };
        const done = await withdrawAppeal(means, order);
        if (!done.ok) throw refuseCaller(done.error);
        return { appeal: appealMessage(done.value, appealId) };
      }),
    decideStay: ({ appealId, grant, reasons }, context) =>
      answer(async () => {
        const caller = requireRole(context, Role.ROLE_REVIEWER);
        const reviewer = caller.credentialId;
        const actor = actorOf(caller);
        const done = await decideStay(means, { appealId, grant, reasons, reviewer, actor });
        if (!done.ok) throw refuseCaller(done.error);
        return { appeal: appealMessage(done.value, appealId) };
      }),
  };
}

/** The case of an appeal that the caller may see (`organisationId` null: any). */
export async function findAppeal(
  means: Means,
  appealId: string,
  organisationId: string | null,
): Promise<CaseRecord> {
  await means.views.current();
  const record = means.views.findCase((cases) => cases.byPart(appealId))?.record;
  const file = record?.state.file;
  const isThere = file?.appeals.some((appeal) => appeal.appealId === appealId) ?? false;
  if (record && isThere && (organisationId === null || file?.organisationId === organisationId)) {
    return record;
  }
  throw refuseCaller({ reason: 'APPEAL_UNKNOWN' });
}
