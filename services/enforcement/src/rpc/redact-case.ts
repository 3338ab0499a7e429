import { type Case, EvidenceClass } from '@hustings/contracts/enforcement';
import { SYSTEM } from '../domain/case/people.ts';
import type { CaseFile } from '../domain/case/state.ts';

/** The service itself, as it stands in the log. */
const MACHINE_ACTOR = 'enforcement';

/**
 * A case as its organisation sees it: what is said and shown, not who said it. A sealed screenshot is not shown before its
 * gist or its transcript was approved, and what is unlawful not at all.
 */
export function forOrganisation(message: Case, file: CaseFile): Case {
  const own = new Set([
    ...file.answers.map((each) => each.givenBy),
    ...file.appeals.map((each) => each.filedBy),
  ]);
  return {
    ...message,
    steps: message.steps.map((step) =>
      step.actor === MACHINE_ACTOR || own.has(step.actor) ? step : { ...step, actor: '' },
    ),
    evidence: message.evidence.flatMap((item) =>
      unsealed(item.submittedBy === SYSTEM ? item : withoutNames(item), file),
    ),
  };
}

/** A case as staff with a conflict of interest sees it: of sealed evidence as little as the organisation itself. */
export function forConflicted(message: Case, file: CaseFile): Case {
  return { ...message, evidence: message.evidence.flatMap((item) => unsealed(item, file)) };
}

function unsealed(item: Case['evidence'][number], file: CaseFile): Case['evidence'] {
  if (item.evidenceClass !== EvidenceClass.EVIDENCE_CLASS_E) return [item];
  const review = file.reviews.find((each) => each.evidenceId === item.evidenceId);
  if (!review?.lawful || (review.gist !== '' && review.gistApprovedBy === '')) return [];
  return [review.gist === '' ? item : { ...item, summary: '', gist: review.gist }];
}

function withoutNames(item: Case['evidence'][number]): Case['evidence'][number] {
  const { provenance } = item;
  const custody = provenance?.custody.map((each) => ({ ...each, holder: '' })) ?? [];
  return {
    ...item,
    submittedBy: '',
    provenance: provenance ? { ...provenance, custody } : undefined,
  };
}
