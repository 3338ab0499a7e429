import type { CaseFile } from '../domain/case/state.ts';
import type { Means } from './orders.ts';

/** Marked in one commit at most; who has more tools than that is told by the state of the measure itself. */
const MAX_COPIES = 200;

/**
 * Where a measure had been copied to: tools that may send from the subject and so were refused because of it, credentials
 * that fetched its notice, whoever it was appealed for, and exports that carried its statement.
 */
export function copiesOf(means: Means, file: CaseFile, measureId: string): string[] {
  const { views } = means;
  const organisation = views.organisation(file.organisationId);
  const tools = organisation?.toolsOf(file.subject.id) ?? [];
  const noticeId = file.measures.find((each) => each.measureId === measureId)?.noticeId;
  const readers = noticeId === undefined ? [] : views.readersOf(file.organisationId, noticeId);
  const appellants = file.appeals
    .filter((appeal) => appeal.measureId === measureId && appeal.onBehalfOf !== '')
    .map(({ onBehalfOf }) => onBehalfOf);
  const exports = views.exportsOf(measureId).map((puid) => `export:${puid}`);
  const copies = [
    ...tools.map((id) => `tool:${id}`),
    ...appellants,
    ...readers.map((id) => `credential:${id}`),
    ...exports,
  ];
  return [...new Set(copies)].slice(0, MAX_COPIES);
}
