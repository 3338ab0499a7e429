import { SubjectKind } from '@hustings/contracts/enforcement';
import { RpcFailure } from '@hustings/service-kit';
import { SUBJECT } from '../adapters/wire-enums.ts';
import type { CardSubject } from '../app/capability-card.ts';
import { watchOf } from '../app/case-context.ts';
import type { Means } from '../app/orders.ts';

/**
 * What a question about a standing names, with its open or latest case. An organisation (`reader`) sees its own subjects only, also
 * those without a case: its seats are stated by its tools, so any of them may exist.
 */
export function findSubject(
  means: Means,
  request: { subjectKind: SubjectKind; subjectId: string },
  reader: string | null,
): CardSubject {
  const { subjectKind, subjectId } = request;
  const { views } = means;
  if (subjectKind === SubjectKind.SUBJECT_KIND_UNSPECIFIED) {
    const description = 'states what the question is about';
    throw RpcFailure.invalid('SUBJECT_KIND_UNSUPPORTED', `subject_kind ${description}`, [
      { field: 'subject_kind', description },
    ]);
  }
  const kind = SUBJECT.fromWire(subjectKind);
  const subject = { kind, id: subjectId };
  const record = views.findCase((cases) => cases.latestOf(subject))?.record;
  const registered = kind === 'SENDER' ? views.ownerOf(subjectId) : undefined;
  const itself = kind === 'ORGANISATION' && views.organisation(subjectId) ? subjectId : undefined;
  const isOwn = reader !== null && watchOf(means, reader)?.watch.subjects.has(subject, reader);
  const organisationId =
    record?.state.file.organisationId ?? registered ?? itself ?? (isOwn ? reader : undefined);
  if (organisationId === undefined || (reader !== null && organisationId !== reader)) {
    throw RpcFailure.notFound('SUBJECT_UNKNOWN', 'no such subject of this organisation');
  }
  return { subjectId, organisationId, record };
}
