import type { CaseOrder } from './case-orders.ts';
import type { Officer } from './process.ts';
import type { CaseRole, ProcessRejection } from './process-rejections.ts';
import type { CaseFile } from './state.ts';

/** Who reports and decides when no person does. */
export const SYSTEM = 'system';

/** Longest text that people write into a case, characters: what the EU's database takes for the facts of a statement. */
export const MAX_TEXT = 5000;

/** What a person is in a case so far. */
export function rolesOf(file: CaseFile, person: string): Set<CaseRole> {
  const roles = new Set<CaseRole>();
  const note = (role: CaseRole, people: readonly string[]): void => {
    if (people.includes(person)) roles.add(role);
  };
  note('REPORTER', [file.openedBy, ...file.evidence.map((item) => item.submittedBy)]);
  note(
    'EVIDENCE_REVIEWER',
    file.reviews.flatMap((review) => [review.reviewer, review.gistApprovedBy]),
  );
  for (const proposal of file.proposals) {
    // Whoever suspends in an emergency decides; the ratification is proposed by the act itself.
    note(proposal.kind === 'RATIFY' ? 'DECIDER' : 'PROPOSER', [proposal.proposedBy]);
    note(
      'DECIDER',
      proposal.votes.map((vote) => vote.decider),
    );
  }
  note(
    'DECIDER',
    file.measures.flatMap((measure) => [measure.decidedBy, ...measure.approvedBy]),
  );
  note(
    'APPEAL_REVIEWER',
    file.appeals.map((appeal) => appeal.reviewer),
  );
  return roles;
}

/** Refuses a person with a conflict of interest, and one who is something else in the case already. */
export function refusePerson(
  file: CaseFile,
  officer: Officer,
  wanted: CaseRole,
): ProcessRejection | null {
  const conflict = refuseConflicted(officer);
  if (conflict) return conflict;
  for (const held of rolesOf(file, officer.by)) {
    if (held !== wanted) return { reason: 'ONE_PERSON_TWO_ROLES', held, wanted };
  }
  return null;
}

/** Refuses a person with a conflict of interest regarding the organisation. */
export function refuseConflicted({ by, conflicted }: Officer): ProcessRejection | null {
  return conflicted.includes(by) ? { reason: 'CONFLICT_OF_INTEREST' } : null;
}

/** Refuses a text that is empty or too long. */
export function refuseText(
  field: string,
  text: string,
): Extract<ProcessRejection, { reason: 'TEXT_LENGTH' }> | null {
  const isFit = text.trim().length > 0 && text.length <= MAX_TEXT;
  return isFit ? null : { reason: 'TEXT_LENGTH', field, max: MAX_TEXT };
}

/** The first refusal, if any. */
export function firstOf<Rejection>(refusals: readonly (Rejection | null)[]): Rejection | null {
  return refusals.find((refusal) => refusal !== null) ?? null;
}

/** Orders that a person of the operator's gives. */
export type OfficerOrder = Extract<CaseOrder, Officer>;
