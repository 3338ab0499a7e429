import type { Proposal } from '../case/process.ts';
import type { KnownMassAction } from './state.ts';

/**
 * True while a reviewer must not read what a proposal finds: it is made for a mass action, the account may still be drawn for, or
 * stands in, its blind sample, and the reviewer is not of the proposal's own panel. A second look that knows the first is none.
 */
export function hidesFinding(
  proposal: Proposal,
  { caseId, reviewer, actions }: { caseId: string; reviewer: string; actions: KnownMassAction[] },
): boolean {
  if (!proposal.forMassAction || proposal.panel.includes(reviewer)) return false;
  const { proposalId, outcome } = proposal;
  const action = actions.find(({ items }) => items.some((item) => item.proposalId === proposalId));
  if (!action) return outcome === 'OPEN';
  const { status, sample, reviews } = action;
  const isReviewed = reviews.some((review) => review.caseId === caseId);
  return status === 'PROPOSED' && sample.includes(caseId) && !isReviewed;
}
