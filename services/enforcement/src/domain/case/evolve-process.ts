import { unreachable } from '@hustings/kernel';
import type { Proposal } from './process.ts';
import type { MeasureProposed, ProcessEvent } from './process-events.ts';
import type { CaseFile, CaseState, KnownCase } from './state.ts';

/** The state after a fact of the process: evidence looked at, proposals, votes, answers. */
export function evolveProcess(state: KnownCase, event: ProcessEvent): CaseState {
  const { file } = state;
  switch (event.type) {
    case 'EvidenceReviewed': {
      const { evidenceId, reviewer, lawful, gist } = event;
      const review = { evidenceId, reviewer, lawful, gist, gistApprovedBy: '' };
      return withChange(state, { reviews: [...file.reviews, review] });
    }
    case 'GistApproved':
      return withChange(state, {
        reviews: file.reviews.map((review) =>
          review.evidenceId === event.evidenceId
            ? { ...review, gistApprovedBy: event.reviewer }
            : review,
        ),
      });
    case 'MeasureProposed':
      return withChange(state, { proposals: [...file.proposals, proposalOf(event)] });
    case 'PanelDrawn':
      return withProposal(state, event.proposalId, () => ({ panel: event.members }));
    case 'AssignmentDeclined':
      return withProposal(state, event.proposalId, ({ declined }) => ({
        declined: [...declined, event.officer],
      }));
    case 'AnswerGiven': {
      const { answerId, givenBy, text, atUs } = event;
      return withChange(state, { answers: [...file.answers, { answerId, givenBy, text, atUs }] });
    }
    case 'ProposalVoted':
      return withProposal(state, event.proposalId, ({ votes, parity }) => ({
        votes: [...votes, event.vote],
        parity: parity ?? event.parity,
      }));
    case 'ProposalClosed':
      return withProposal(state, event.proposalId, () => ({ outcome: event.outcome }));
    case 'SuspensionRatified':
      return state;
    case 'Readmitted':
      return { status: 'PENDING', file, sanctionId: event.sanctionId };
    case 'MeasureReversed':
      return withChange(state, {
        measures: file.measures.map((measure) =>
          measure.measureId === event.sanctionId ? { ...measure, reversed: true } : measure,
        ),
      });
    default:
      return unreachable(event);
  }
}

function proposalOf({ type: _, caseId: __, ...proposed }: MeasureProposed): Proposal {
  return { ...proposed, panel: [], declined: [], votes: [], outcome: 'OPEN' };
}

function withProposal(
  state: KnownCase,
  proposalId: string,
  change: (proposal: Proposal) => Partial<Proposal>,
): KnownCase {
  return withChange(state, {
    proposals: state.file.proposals.map((proposal) =>
      proposal.proposalId === proposalId ? { ...proposal, ...change(proposal) } : proposal,
    ),
  });
}

function withChange(state: KnownCase, change: Partial<CaseFile>): KnownCase {
  return { ...state, file: { ...state.file, ...change } };
}
