import type { Subject } from './evidence.ts';
import type { CaseFile } from './state.ts';

/** What one person did under one clause from an instant on, microseconds since the Unix epoch. */
export interface Act {
  by: string;
  clause: string;
  /** Not counted itself. */
  subject: Subject;
  sinceUs: number;
}

/** Other subjects against which that person proposed or imposed something, mass actions left out. */
export function countAlike(files: readonly CaseFile[], act: Act): number {
  const subjects = files
    .filter((file) => keyOf(file.subject) !== keyOf(act.subject))
    .filter((file) => hasProposed(file, act) || hasImposed(file, act));
  return new Set(subjects.map((file) => keyOf(file.subject))).size;
}

function hasProposed({ proposals }: CaseFile, { by, clause, sinceUs }: Act): boolean {
  return proposals.some(
    ({ proposedBy, reasons, forMassAction, atUs }) =>
      proposedBy === by && reasons.clause === clause && !forMassAction && atUs > sinceUs,
  );
}

/** Whoever approved a mass action stands as the decider of each of its suspensions, and decided about the action once. */
function hasImposed({ proposals, measures }: CaseFile, { by, clause, sinceUs }: Act): boolean {
  const ofActions = new Set(
    proposals.filter(({ forMassAction }) => forMassAction).map(({ proposalId }) => proposalId),
  );
  return measures.some(
    ({ decidedBy, statement, proposalId }) =>
      decidedBy === by &&
      statement.clause === clause &&
      statement.startsAtUs > sinceUs &&
      !ofActions.has(proposalId),
  );
}

function keyOf({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}
