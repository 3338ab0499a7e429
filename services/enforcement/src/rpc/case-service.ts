import type { CaseServiceImplementation } from '@hustings/contracts/enforcement';
import type { Means } from '../app/orders.ts';
import { caseConflicts } from './case-conflicts.ts';
import { caseEvidence } from './case-evidence.ts';
import { caseFiles } from './case-files.ts';
import { caseMassActions } from './case-mass-actions.ts';
import { caseMeasures } from './case-measures.ts';
import { caseProposals } from './case-proposals.ts';
import { caseReviews } from './case-reviews.ts';

/** The work on cases. Every call is made by a credential of its own: the rules of the case know people by it. */
export function caseRpc(means: Means): CaseServiceImplementation {
  return {
    ...caseFiles(means),
    ...caseEvidence(means),
    ...caseMeasures(means),
    ...caseProposals(means),
    ...caseReviews(means),
    ...caseConflicts(means),
    ...caseMassActions(means),
  };
}
