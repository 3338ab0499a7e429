import { err, ok, present, type Result } from '@hustings/kernel';
import { say } from '../notice/said.ts';
import type { DecideProposal, ReleaseProposal } from './case-orders.ts';
import { refuseParity } from './check-parity.ts';
import { closeProposal } from './close-proposal.ts';
import type { CaseRejection } from './commands.ts';
import { endOf } from './end-sanction.ts';
import type { CaseEvent } from './events.ts';
import { fallBack } from './fall-back.ts';
import {
  type Decision,
  giveBanNotice,
  nextNoticeId,
  prolongSuspension,
  suspend,
} from './impose.ts';
import { type Ladder, toUs } from './ladder.ts';
import { firstOf, refusePerson, refuseText, rolesOf } from './people.ts';
import type { Proposal } from './process.ts';
import type { CaseFile, KnownCase } from './state.ts';
import { issueSaid } from './take-measure.ts';
import { itemsOf, refuseReversed } from './weigh-evidence.ts';

type Decided = Result<CaseEvent[], CaseRejection>;

/** Approvers that a mass action needs. */
export const MASS_ACTION_APPROVERS = 3;

/** One member of the panel votes; the last vote decides. */
export function decideVote(command: DecideProposal, state: KnownCase): Decided {
  const found = openOf(state, command.proposalId);
  if (!found.ok) return found;
  const proposal = found.value;
  const refused = refuseVote(command, state, proposal);
  if (refused) return err(refused);
  const { by, approve, reasons, answerIds, nowUs, ladder } = command;
  const { caseId } = state.file;
  const { proposalId } = proposal;
  const vote = { decider: by, approve, reasons, answerIds, atUs: nowUs };
  const votes = [...proposal.votes, vote];
  const parity = proposal.parity ?? command.parity;
  const voted: CaseEvent = {
    type: 'ProposalVoted',
    caseId,
    proposalId,
    vote,
    parity: command.parity,
  };
  const approvers = votes.filter((each) => each.approve).map((each) => each.decider);
  const against = votes.length - approvers.length;
  if (against > proposal.panelSize - proposal.approvalsNeeded) {
    return ok([voted, ...reject(state, proposal, command)]);
  }
  if (votes.length < proposal.panelSize) return ok([voted]);
  const carried = carry(state, { ...proposal, parity, votes }, { approvers, nowUs, ladder });
  return carried.ok ? ok([voted, ...carried.value]) : carried;
}

function refuseVote(
  command: DecideProposal,
  state: KnownCase,
  proposal: Proposal,
): CaseRejection | null {
  const { by, nowUs, ladder, answerIds } = command;
  const { file } = state;
  if (proposal.forMassAction) return { reason: 'PART_OF_MASS_ACTION' };
  if (!proposal.panel.includes(by)) return { reason: 'NOT_ASSIGNED' };
  if (proposal.votes.some((vote) => vote.decider === by)) return { reason: 'ALREADY_VOTED' };
  const unread = file.answers.find((answer) => !answerIds.includes(answer.answerId));
  return firstOf<CaseRejection>([
    refusePerson(file, command, 'DECIDER'),
    refuseText('reasons', command.reasons),
    refuseUnheard(file, proposal, { ladder, nowUs }),
    unread ? { reason: 'ANSWER_UNREAD', answerId: unread.answerId } : null,
    needsParity(proposal) && command.approve
      ? refuseParity(proposal.parity ?? command.parity, nowUs)
      : null,
  ]);
}

/** A ratification near a vote rests on a report as well, built within the day. */
function needsParity({ kind, nearVote, parity }: Proposal): boolean {
  return kind === 'RATIFY' && nearVote !== null && parity === null;
}

/** The sender has answered since, or its time to answer has passed since the evidence was delivered. */
function refuseUnheard(
  file: CaseFile,
  { noticeId, atUs }: Proposal,
  { ladder, nowUs }: { ladder: Ladder; nowUs: number },
): CaseRejection | null {
  if (noticeId === '' || file.answers.some((answer) => answer.atUs >= atUs)) return null;
  const notice = file.notices.find((each) => each.noticeId === noticeId);
  const deliveredAtUs = notice?.deliveredAtUs ?? null;
  if (deliveredAtUs === null) return { reason: 'ANSWER_AWAITED', untilUs: null };
  const untilUs = deliveredAtUs + toUs(ladder.process.answerWithinMs);
  return nowUs < untilUs ? { reason: 'ANSWER_AWAITED', untilUs } : null;
}

/** Releases a proposal of a mass action that three approved, each of them free in this case. */
export function decideRelease(command: ReleaseProposal, state: KnownCase): Decided {
  const { proposalId, massActionId, approvals, nowUs, ladder } = command;
  const { file } = state;
  const found = openOf(state, proposalId);
  if (!found.ok) return found;
  const proposal = found.value;
  if (!proposal.forMassAction) return err({ reason: 'NOT_FOR_MASS_ACTION' });
  const approvers = [...new Set(approvals.map((each) => each.approvedBy))];
  if (approvers.length < MASS_ACTION_APPROVERS) {
    return err({ reason: 'APPROVERS_MISSING', needed: MASS_ACTION_APPROVERS });
  }
  for (const approver of approvers) {
    for (const held of rolesOf(file, approver)) {
      if (held !== 'DECIDER')
        return err({ reason: 'ONE_PERSON_TWO_ROLES', held, wanted: 'DECIDER' });
    }
  }
  const unheard = refuseUnheard(file, proposal, { ladder, nowUs });
  if (unheard) return err(unheard);
  const unread = file.answers.find(({ atUs }) => approvals.some((each) => each.atUs < atUs));
  if (unread) return err({ reason: 'ANSWER_UNREAD', answerId: unread.answerId });
  return carry(state, proposal, { approvers, nowUs, ladder, massActionId });
}

interface Carried {
  approvers: readonly string[];
  nowUs: number;
  ladder: Ladder;
  massActionId?: string;
}

/** What a carried proposal imposes; refused when what it builds on has ended meanwhile. */
function carry(state: KnownCase, proposal: Proposal, carried: Carried): Decided {
  const { nowUs } = carried;
  const reversed =
    proposal.kind === 'READMIT' ? null : refuseReversed(state.file, proposal.reasons);
  if (reversed) return err(reversed);
  const closed = closeProposal(state.file, proposal.proposalId, { outcome: 'CARRIED', ...carried });
  const decision = decisionOf(state, proposal, carried);
  const { status } = state;
  switch (proposal.kind) {
    case 'SUSPEND':
      if (status !== 'RESTRICTED') return err({ reason: 'WRONG_STATUS', status });
      if (nowUs >= state.endsAtUs) return over(state.endsAtUs);
      return ok([closed, ...suspend(state, decision, proposal.termUs)]);
    case 'BAN_NOTICE':
      if (status !== 'SUSPENDED') return err({ reason: 'WRONG_STATUS', status });
      if (nowUs >= state.endsAtUs) return over(state.endsAtUs);
      return ok([closed, ...giveBanNotice(state, decision)]);
    case 'RATIFY':
      if (status !== 'SUSPENDED') return err({ reason: 'WRONG_STATUS', status });
      if (nowUs >= state.endsAtUs) return over(state.endsAtUs);
      return ok([closed, ...ratify(state, proposal, decision)]);
    case 'READMIT':
      if (status !== 'BANNED') return err({ reason: 'WRONG_STATUS', status });
      return ok([closed, ...readmit(state, proposal, carried)]);
  }
}

function over(endedAtUs: number): Decided {
  return err({ reason: 'SANCTION_OVER', endedAtUs });
}

function decisionOf({ file }: KnownCase, proposal: Proposal, carried: Carried): Decision {
  const { reasons, proposalId, parity } = proposal;
  const [decidedBy, ...approvedBy] = carried.approvers;
  return {
    ...{ reasons, proposalId, parity, approvedBy },
    decidedBy: present(decidedBy, 'a proposal is carried by somebody'),
    items: itemsOf(file, reasons) ?? [],
    answerIds: file.answers.map((answer) => answer.answerId),
    ladder: carried.ladder,
    nowUs: carried.nowUs,
  };
}

/** The emergency suspension becomes one with a fixed end, counted from its start. */
function ratify(
  state: Extract<KnownCase, { status: 'SUSPENDED' }>,
  { termUs }: Proposal,
  decision: Decision,
): CaseEvent[] {
  const { nowUs, decidedBy, approvedBy } = decision;
  const { caseId } = state.file;
  const { sanctionId, startsAtUs } = state;
  const endsAtUs = Math.max(startsAtUs + termUs, nowUs + 1);
  return [
    {
      type: 'SuspensionRatified',
      ...{ caseId, sanctionId, ratifiedBy: [decidedBy, ...approvedBy], atUs: nowUs },
    },
    ...prolongSuspension(state, decision, { step: 'T07', startsAtUs: nowUs, endsAtUs }),
    endOf(state, state, { why: 'SUPERSEDED', standingAfter: 'SUSPENDED', atUs: nowUs }),
  ];
}

function readmit(
  state: Extract<KnownCase, { status: 'BANNED' }>,
  { reasons }: Proposal,
  { approvers, nowUs }: Carried,
): CaseEvent[] {
  const { caseId, subject, organisationId } = state.file;
  const { sanctionId } = state;
  const said = say('READMITTED', { subject: subject.id, reasons: reasons.facts });
  return [
    {
      type: 'Readmitted',
      ...{ caseId, sanctionId, decidedBy: approvers, reasons: reasons.facts, atUs: nowUs },
    },
    issueSaid({ caseId, noticeId: nextNoticeId(state, 1), organisationId, said, nowUs }),
  ];
}

/** A ratification that is refused ends the suspension at once; what others refuse changes nothing. */
function reject(state: KnownCase, proposal: Proposal, command: DecideProposal): CaseEvent[] {
  const { nowUs } = command;
  const { file } = state;
  const ending = file.live.find((each) => each.ratifyByUs !== null);
  if (proposal.kind !== 'RATIFY' || !ending) {
    return [closeProposal(file, proposal.proposalId, { outcome: 'REJECTED', nowUs })];
  }
  const rest = file.live.filter((each) => each !== ending);
  return fallBack({ state, ending, rest, ratification: proposal, outcome: 'REJECTED', command });
}

function openOf({ file }: KnownCase, proposalId: string): Result<Proposal, CaseRejection> {
  const proposal = file.proposals.find((each) => each.proposalId === proposalId);
  if (!proposal) return err({ reason: 'PROPOSAL_UNKNOWN' });
  return proposal.outcome === 'OPEN' ? ok(proposal) : err({ reason: 'PROPOSAL_CLOSED' });
}
