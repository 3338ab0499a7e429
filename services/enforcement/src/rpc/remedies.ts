import {
  type GetCapabilityCardRequest,
  type RemedyServiceImplementation,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { RpcFailure, requireRole } from '@hustings/service-kit';
import { wireStanding } from '../adapters/wire.ts';
import { SUBJECT } from '../adapters/wire-enums.ts';
import { cardOf } from '../app/capability-card.ts';
import { exportStatements } from '../app/export-statements.ts';
import { type Means, nowUs } from '../app/orders.ts';
import { toCsv } from '../domain/dsa/record.ts';
import type { Contents } from '../ports/contents.ts';
import { actorOf, readerOf } from './access.ts';
import { appealRpcs } from './appeals.ts';
import { timestamp } from './case-message.ts';
import { dialogueRpcs } from './dialogues.ts';
import { holdRpcs } from './holds.ts';
import { referralRpcs } from './referrals.ts';
import { answer } from './refusals.ts';

/** What those enforced against may do, and what is owed to them. `contents` null: nothing can be sealed here. */
export function remedyRpc(means: Means, contents: Contents | null): RemedyServiceImplementation {
  return {
    ...appealRpcs(means),
    ...dialogueRpcs(means, contents),
    ...holdRpcs(means),
    ...referralRpcs(means),
    getCapabilityCard: (request, context) =>
      answer(async () => {
        const reader = readerOf(context).organisationId;
        await means.views.current();
        const { card, facts } = cardOf(means, subjectOf(means, request, reader), request.language);
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

/** The subject of a card. An organisation sees its own subjects only. */
function subjectOf(means: Means, request: GetCapabilityCardRequest, reader: string | null) {
  const { subjectKind, subjectId } = request;
  const { views } = means;
  if (subjectKind === SubjectKind.SUBJECT_KIND_UNSPECIFIED) {
    const description = 'states what the card is about';
    throw RpcFailure.invalid('SUBJECT_KIND_UNSUPPORTED', `subject_kind ${description}`, [
      { field: 'subject_kind', description },
    ]);
  }
  const kind = SUBJECT.fromWire(subjectKind);
  const record = views.findCase((cases) => cases.latestOf({ kind, id: subjectId }))?.record;
  const registered = kind === 'SENDER' ? views.ownerOf(subjectId) : undefined;
  const own = kind === 'ORGANISATION' && views.organisation(subjectId) ? subjectId : undefined;
  const organisationId = record?.state.file.organisationId ?? registered ?? own;
  if (organisationId === undefined || (reader !== null && organisationId !== reader)) {
    throw RpcFailure.notFound('SUBJECT_UNKNOWN', 'no such subject of this organisation');
  }
  return { subjectId, organisationId, record };
}

function optional(us: number | null) {
  return us === null ? undefined : timestamp(us);
}
