import type { RemedyServiceImplementation } from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { requireRole } from '@hustings/service-kit';
import { wireStanding } from '../adapters/wire.ts';
import { cardOf } from '../app/capability-card.ts';
import { exportStatements } from '../app/export-statements.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { toCsv } from '../domain/dsa/record.ts';
import type { Contents } from '../ports/contents.ts';
import { actorOf, readerOf } from './access.ts';
import { appealRpcs } from './appeals.ts';
import { timestamp } from './case-message.ts';
import { complaintRpcs } from './complaints.ts';
import { dialogueRpcs } from './dialogues.ts';
import { findSubject } from './find-subject.ts';
import { holdRpcs } from './holds.ts';
import { legalHoldRpcs } from './legal-holds.ts';
import { paceRpcs } from './paces.ts';
import { referralRpcs } from './referrals.ts';
import { answer } from './refusals.ts';

/** What those enforced against may do, and what is owed to them. `contents` null: nothing can be sealed here. */
export function remedyRpc(means: Means, contents: Contents | null): RemedyServiceImplementation {
  return {
    ...appealRpcs(means),
    ...complaintRpcs(means),
    ...dialogueRpcs(means, contents),
    ...holdRpcs(means),
    ...legalHoldRpcs(means),
    ...paceRpcs(means),
    ...referralRpcs(means),
    getCapabilityCard: (request, context) =>
      answer(async () => {
        const reader = readerOf(context).organisationId;
        await means.views.current();
        const { card, facts } = cardOf(
          means,
          findSubject(means, request, reader),
          request.language,
        );
        const { toDo, text, language, nativelyReviewed } = card;
        return {
          ...{ toDo, text, language, nativelyReviewed, overlays: [...facts.overlays] },
          standing: wireStanding(facts.standing),
          endsAt: optional(facts.endsAtUs),
          capabilities: card.capabilities.map(({ untilUs, ...each }) => ({
            ...{ ...each, until: optional(untilUs) },
          })),
        };
      }),
    exportStatements: ({ since, until, record }, context) =>
      answer(async () => {
        const caller = requireRole(context, Role.ROLE_OPERATOR, Role.ROLE_AUDITOR);
        const made = await exportStatements(means, {
          sinceUs: since ? Number(usFromTimestamp(since)) : 0,
          untilUs: until ? Number(usFromTimestamp(until)) : nowUs(means) + 1,
          record,
          exportedBy: caller.credentialId,
          actor: actorOf(caller),
        });
        const { records, leftOut, exportId, more, lastDecidedAtUs } = made;
        return {
          ...{ leftOut, exportId, more, lastDecidedAt: optional(lastDecidedAtUs) },
          recordsJson: records.map((each) => JSON.stringify(each)),
          csv: toCsv(records),
        };
      }),
  };
}

function optional(us: number | null) {
  return us === null ? undefined : timestamp(us);
}
