import { err, ok, type Result } from '@hustings/kernel';
import type { AddEvidence, AnswerCase, ApproveGist, ReviewEvidence } from './case-orders.ts';
import type { CaseRejection } from './commands.ts';
import type { CaseEvent } from './events.ts';
import { originalOf, SUBJECT_KINDS } from './evidence.ts';
import { draftFault, evidenceFrom } from './evidence-draft.ts';
import { partIdOf } from './ids.ts';
import { refusePerson, refuseText } from './people.ts';
import type { CaseFile, KnownCase } from './state.ts';

type Decided = Result<CaseEvent[], CaseRejection>;

/** Items of one case at most: with their provenance they stay below a third of a message of the log. */
export const MAX_EVIDENCE = 100;

/** Answers of one case at most; each has up to 5,000 characters. */
export const MAX_ANSWERS = 20;

/** Takes evidence in, with its provenance. What was intercepted is refused and leaves no trace of its content. */
export function decideEvidence(command: AddEvidence, state: KnownCase): Decided {
  const { draft, by, nowUs, settledOriginals } = command;
  const { file } = state;
  if (state.status === 'CLOSED')
    return err({ reason: 'CASE_CLOSED', closedAtUs: state.closedAtUs });
  const refused = refusePerson(file, command, 'REPORTER') ?? draftFault(draft, nowUs);
  if (refused) return err(refused);
  if (file.evidence.length >= MAX_EVIDENCE) {
    return err({ reason: 'EVIDENCE_FULL', max: MAX_EVIDENCE });
  }
  const evidenceId = partIdOf('evd', file.caseId, file.evidence.length + 1);
  const evidence = evidenceFrom(draft, { evidenceId, by, nowUs, subject: file.subject });
  if (isOutside(file, evidence.about.kind, evidence.about.id)) {
    return err({ reason: 'EVIDENCE_OUTSIDE_SCOPE' });
  }
  const original = originalOf(evidence);
  const known = file.evidence.find((item) => original !== '' && originalOf(item) === original);
  if (known) return err({ reason: 'EVIDENCE_KNOWN', evidenceId: known.evidenceId });
  if (evidence.occurredAtUs <= file.factsAfterUs || settledOriginals.includes(original)) {
    return err({ reason: 'FACTS_ALREADY_COUNTED', countsAfterUs: file.factsAfterUs });
  }
  return ok([{ type: 'EvidenceAdded', caseId: file.caseId, evidence }]);
}

/** Evidence about a wider subject, or about another of the same kind, belongs to another case. */
function isOutside({ subject }: CaseFile, kind: (typeof SUBJECT_KINDS)[number], id: string) {
  const distance = SUBJECT_KINDS.indexOf(kind) - SUBJECT_KINDS.indexOf(subject.kind);
  return distance > 0 || (distance === 0 && id !== subject.id);
}

/** The look at a private screenshot before anybody else may see it. */
export function decideEvidenceReview(command: ReviewEvidence, state: KnownCase): Decided {
  const { evidenceId, by, lawful, gist, reasons, nowUs } = command;
  const { file } = state;
  const item = file.evidence.find((each) => each.evidenceId === evidenceId);
  if (!item) return err({ reason: 'EVIDENCE_UNKNOWN' });
  if (item.evidenceClass !== 'E') return err({ reason: 'EVIDENCE_NOT_SEALED' });
  const refused =
    refusePerson(file, command, 'EVIDENCE_REVIEWER') ??
    refuseText('reasons', reasons) ??
    (gist === '' ? null : refuseText('gist', gist));
  if (refused) return err(refused);
  if (file.reviews.some((review) => review.evidenceId === evidenceId)) {
    return err({ reason: 'EVIDENCE_REVIEWED_ALREADY' });
  }
  const { caseId } = file;
  return ok([
    {
      type: 'EvidenceReviewed',
      ...{ caseId, evidenceId, reviewer: by, lawful, gist, reasons },
      atUs: nowUs,
    },
  ]);
}

/** A second reviewer approves what the sender is told in place of a transcript. */
export function decideGist(command: ApproveGist, state: KnownCase): Decided {
  const { evidenceId, by, nowUs } = command;
  const { file } = state;
  const refused = refusePerson(file, command, 'EVIDENCE_REVIEWER');
  if (refused) return err(refused);
  const review = file.reviews.find((each) => each.evidenceId === evidenceId);
  if (!review?.lawful || review.gist === '') return err({ reason: 'GIST_MISSING' });
  if (review.gistApprovedBy !== '') return err({ reason: 'GIST_APPROVED_ALREADY' });
  if (review.reviewer === by) {
    return err({
      reason: 'ONE_PERSON_TWO_ROLES',
      ...{ held: 'EVIDENCE_REVIEWER', wanted: 'EVIDENCE_REVIEWER' },
    });
  }
  return ok([{ type: 'GistApproved', caseId: file.caseId, evidenceId, reviewer: by, atUs: nowUs }]);
}

/** What the organisation says; whoever decides has to have read it. */
export function decideAnswer(command: AnswerCase, state: KnownCase): Decided {
  const { organisationId, by, text, nowUs } = command;
  const { file } = state;
  if (file.organisationId !== organisationId) return err({ reason: 'CASE_UNKNOWN' });
  if (state.status === 'CLOSED')
    return err({ reason: 'CASE_CLOSED', closedAtUs: state.closedAtUs });
  const refused = refuseText('text', text);
  if (refused) return err(refused);
  if (file.answers.length >= MAX_ANSWERS) return err({ reason: 'ANSWERS_FULL', max: MAX_ANSWERS });
  const { caseId } = file;
  const answerId = partIdOf('ans', caseId, file.answers.length + 1);
  return ok([
    { type: 'AnswerGiven', caseId, answerId, organisationId, givenBy: by, text, atUs: nowUs },
  ]);
}
