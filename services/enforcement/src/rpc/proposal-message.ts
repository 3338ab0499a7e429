import { Proposal as ProposalMessage } from '@hustings/contracts/enforcement';
import { PROPOSAL } from '../adapters/wire-enums.ts';
import { wireParity, wireReasons, wireVote } from '../adapters/wire-process.ts';
import { type Ladder, toUs } from '../domain/case/ladder.ts';
import type { Proposal } from '../domain/case/process.ts';
import type { CaseFile, CaseState } from '../domain/case/state.ts';
import { timestamp } from './case-message.ts';

/** A proposal as callers see it; the organisation sees what is said, not who says it. */
export function proposalMessage(
  state: Exclude<CaseState, { status: 'NONE' }>,
  proposal: Proposal,
  { ladder, isStaff }: { ladder: Ladder; isStaff: boolean },
): ProposalMessage {
  const { proposalId, approvalsNeeded, outcome, forMassAction, parity } = proposal;
  const answerUntilUs = answerUntil(state.file, proposal, ladder);
  const decideByUs = decideBy(state, proposal);
  return {
    ...ProposalMessage.create(),
    ...{ proposalId, caseId: state.file.caseId, approvalsNeeded, outcome, forMassAction },
    kind: PROPOSAL.toWire(proposal.kind),
    proposedBy: isStaff ? proposal.proposedBy : '',
    reasons: wireReasons(proposal.reasons),
    panel: isStaff ? [...proposal.panel] : [],
    votes: proposal.votes.map((vote) => wireVote(isStaff ? vote : { ...vote, decider: '' })),
    answerUntil: answerUntilUs === null ? undefined : timestamp(answerUntilUs),
    decideBy: decideByUs === null ? undefined : timestamp(decideByUs),
    parity: parity === null ? undefined : wireParity(parity),
  };
}

/** The proposal without what it finds and says, for somebody who is to look at the evidence alone. */
export function withoutFinding(message: ProposalMessage): ProposalMessage {
  return {
    ...message,
    ...{ reasons: undefined, parity: undefined, votes: [], proposedBy: '', findingHidden: true },
  };
}

function answerUntil({ notices }: CaseFile, { noticeId }: Proposal, ladder: Ladder) {
  const delivered = notices.find((notice) => notice.noticeId === noticeId)?.deliveredAtUs ?? null;
  return delivered === null ? null : delivered + toUs(ladder.process.answerWithinMs);
}

/** What a proposal builds on ends by itself, and the proposal with it. */
function decideBy(state: CaseState, { kind, outcome }: Proposal): number | null {
  if (outcome !== 'OPEN') return null;
  if (kind === 'SUSPEND' && state.status === 'RESTRICTED') return state.endsAtUs;
  if (kind !== 'READMIT' && state.status === 'SUSPENDED') return state.endsAtUs;
  return null;
}
