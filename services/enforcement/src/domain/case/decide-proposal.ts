import { err, ok, type Result } from '@hustings/kernel';
import { sayHearingPlainly } from '../notice/render-hearing.ts';
import type {
  DeclineAssignment,
  ProposeMeasure,
  SuspendInEmergency,
  WithdrawProposal,
} from './case-orders.ts';
import { refuseParity } from './check-parity.ts';
import { closeProposal, lapseProposal } from './close-proposal.ts';
import type { CaseRejection } from './commands.ts';
import { refuseAlike } from './decide-measure.ts';
import { drawPanel, quorumOf, redrawPanel } from './draw-panel.ts';
import type { CaseEvent } from './events.ts';
import { partIdOf } from './ids.ts';
import { nextNoticeId, suspendAtOnce } from './impose.ts';
import { firstOf, refusePerson, refuseText } from './people.ts';
import { type Drawn, GROUNDS_OF_LAW, type Lot } from './process.ts';
import type { MeasureProposed, PanelDrawn } from './process-events.ts';
import { type CaseFile, type KnownCase, openProposal, participantsOf } from './state.ts';
import { strikesOf } from './strikes.ts';
import { issueNotice } from './take-measure.ts';
import { nearVote, refuseTerm } from './term.ts';
import { itemsOf, weighReasons } from './weigh-evidence.ts';

type Decided = Result<CaseEvent[], CaseRejection>;

/** Accounts older than this have no emergency path in a mass action. */
const OLD_ACCOUNT_US = 5 * 365.25 * 24 * 3_600_000_000;

/** Asks for a suspension, a notice of a ban, or a return; the sender is heard and a panel drawn by lot decides. */
export function decideProposing(command: ProposeMeasure, state: KnownCase): Decided {
  const { file } = state;
  const refused = refuseProposing(command, state);
  if (refused) return err(refused);
  const { kind, nowUs, ladder } = command;
  const near = nearVote(command.vote, ladder, nowUs);
  const { panelSize, approvalsNeeded } = quorumOf(kind, near !== null);
  const { caseId, organisationId } = file;
  const hears = kind !== 'READMIT';
  const noticeId = hears ? nextNoticeId(state, 1) : '';
  const proposed: MeasureProposed = {
    type: 'MeasureProposed',
    ...{ caseId, proposalId: nextProposalId(file), kind, proposedBy: command.by },
    ...{ reasons: command.reasons, termUs: command.termUs, parity: command.parity, noticeId },
    ...{ nearVote: near, panelSize, approvalsNeeded, grave: command.grave },
    ...{ forMassAction: command.forMassAction, atUs: nowUs },
  };
  const { answerWithinMs } = ladder.process;
  const text = sayHearingPlainly({ file, proposed, answerWithinMs });
  const heard = hears ? [issueNotice({ caseId, noticeId, organisationId, text, nowUs })] : [];
  // Whoever approves the mass action decides about all of its accounts.
  if (command.forMassAction) return ok([proposed, ...heard]);
  const panel = panelFor(command, state, { proposed, size: panelSize });
  return panel.ok ? ok([proposed, ...heard, panel.value]) : panel;
}

function refuseProposing(command: ProposeMeasure, state: KnownCase): CaseRejection | null {
  const { kind, reasons, ladder, nowUs, by } = command;
  const { file } = state;
  const from = { SUSPEND: 'RESTRICTED', BAN_NOTICE: 'SUSPENDED', READMIT: 'BANNED' } as const;
  if (state.status !== from[kind]) return { reason: 'WRONG_STATUS', status: state.status };
  const open = openProposal(file);
  const early = firstOf<CaseRejection>([
    refusePerson(file, command, 'PROPOSER'),
    open ? { reason: 'PROPOSAL_OPEN', proposalId: open.proposalId } : null,
    // What brings somebody back rests on no finding, which each account of a mass action has to have.
    command.forMassAction && kind === 'READMIT' ? { reason: 'NOT_FOR_MASS_ACTION' } : null,
    command.forMassAction ? null : refuseAlike(command.alike),
  ]);
  if (early || kind === 'READMIT') return early ?? refuseText('facts', reasons.facts);
  if (kind === 'SUSPEND') {
    const { factsAfterUs } = file;
    return firstOf<CaseRejection>([
      refuseTerm(command.termUs, ladder),
      weighReasons({ file, reasons, weighed: 'SUSPENDED', factsAfterUs }),
      refuseParity(command.parity, nowUs),
    ]);
  }
  if (participantsOf(file).has(by)) {
    return { reason: 'ONE_PERSON_TWO_ROLES', held: 'PROPOSER', wanted: 'PROPOSER' };
  }
  const finished = strikesOf(file, ladder, nowUs).find((strike) => strike.finished);
  if (!finished && !command.grave) return { reason: 'NO_EARLIER_SUSPENSION' };
  const factsAfterUs = command.grave ? file.factsAfterUs : (finished?.atUs ?? 0);
  return firstOf<CaseRejection>([
    weighReasons({ file, reasons, weighed: 'BAN_NOTICE', factsAfterUs }),
    refuseParity(command.parity, nowUs),
  ]);
}

/** Suspends at once on a ground of the closed list, and has others drawn who ratify it or not (T07). */
export function decideEmergency(command: SuspendInEmergency, state: KnownCase): Decided {
  const { by, ground, reasons, ladder, nowUs, termUs } = command;
  const { file } = state;
  if (state.status !== 'OPENED' && state.status !== 'WARNED' && state.status !== 'RESTRICTED') {
    return err({ reason: 'WRONG_STATUS', status: state.status });
  }
  const weighed = { file, reasons, factsAfterUs: file.factsAfterUs, weighed: 'EMERGENCY' } as const;
  const refused = firstOf<CaseRejection>([
    refusePerson(file, command, 'DECIDER'),
    refuseInBatch(command, file),
    refuseTerm(termUs, ladder),
    weighReasons(weighed),
  ]);
  if (refused) return err(refused);
  const items = itemsOf(file, reasons) ?? [];
  if (ground === 'BAN_EVASION' && !items.some((item) => item.evidenceClass === 'A')) {
    return err({ reason: 'EVIDENCE_INSUFFICIENT', shortfall: 'CLASS' });
  }
  if (GROUNDS_OF_LAW.has(ground) && reasons.legalGround === '') {
    return err({ reason: 'LEGAL_GROUND_MISSING' });
  }
  const near = nearVote(command.vote, ladder, nowUs);
  const { panelSize, approvalsNeeded } = quorumOf('RATIFY', near !== null);
  const proposalId = nextProposalId(file);
  const proposed: MeasureProposed = {
    type: 'MeasureProposed',
    ...{ caseId: file.caseId, proposalId, kind: 'RATIFY', proposedBy: by, reasons, termUs },
    ...{ parity: null, noticeId: '', nearVote: near, panelSize, approvalsNeeded },
    ...{ forMassAction: false, grave: false, atUs: nowUs },
  };
  const panel = panelFor(command, state, { proposed, size: panelSize });
  if (!panel.ok) return panel;
  const decision = {
    ...{ reasons, items, decidedBy: by, approvedBy: [], proposalId, parity: null, answerIds: [] },
    ...{ ladder, nowUs },
  };
  // A proposal that was open asked for less than what is done now.
  const closing = lapseProposal(file, nowUs);
  return ok([...closing, ...suspendAtOnce(state, decision, ground), proposed, panel.value]);
}

/** Old accounts, and those without a strike, are not suspended in a batch without a hearing. */
function refuseInBatch(command: SuspendInEmergency, file: CaseFile): CaseRejection | null {
  if (refuseAlike(command.alike) === null) return null;
  const { accountSinceUs, nowUs, ladder } = command;
  const old = nowUs - accountSinceUs > OLD_ACCOUNT_US;
  const clean = strikesOf(file, ladder, nowUs).length === 0;
  return old || clean ? { reason: 'EMERGENCY_NOT_FOR_ACCOUNT' } : null;
}

/** Somebody who was drawn does not decide; another is drawn from the rest. */
export function decideDeclining(command: DeclineAssignment, state: KnownCase): Decided {
  const { proposalId, by, reasons, lot, nowUs } = command;
  const { file } = state;
  const { caseId } = file;
  const proposal = file.proposals.find((each) => each.proposalId === proposalId);
  if (!proposal) return err({ reason: 'PROPOSAL_UNKNOWN' });
  if (proposal.outcome !== 'OPEN') return err({ reason: 'PROPOSAL_CLOSED' });
  if (!proposal.panel.includes(by)) return err({ reason: 'NOT_ASSIGNED' });
  if (proposal.votes.some((vote) => vote.decider === by)) return err({ reason: 'ALREADY_VOTED' });
  const refused = refuseText('reasons', reasons);
  if (refused) return err(refused);
  const { conflicted } = command;
  const drawn = redrawPanel({ file, proposal, leaving: by, conflicted, lot });
  if (!drawn.ok) return drawn;
  return ok([
    { type: 'AssignmentDeclined', caseId, proposalId, officer: by, reasons, atUs: nowUs },
    drawnEvent(caseId, proposalId, { drawn: drawn.value, lot, nowUs }),
  ]);
}

/** Its proposer takes a proposal back. */
export function decideWithdrawal(command: WithdrawProposal, state: KnownCase): Decided {
  const { proposalId, by, nowUs } = command;
  const { file } = state;
  const proposal = file.proposals.find((each) => each.proposalId === proposalId);
  if (!proposal) return err({ reason: 'PROPOSAL_UNKNOWN' });
  if (proposal.outcome !== 'OPEN') return err({ reason: 'PROPOSAL_CLOSED' });
  if (proposal.proposedBy !== by) return err({ reason: 'NOT_THE_PROPOSER' });
  return ok([closeProposal(file, proposalId, { outcome: 'WITHDRAWN', nowUs })]);
}

function panelFor(
  command: { by: string; conflicted: readonly string[]; lot: Lot; nowUs: number },
  { file }: KnownCase,
  { proposed, size }: { proposed: MeasureProposed; size: number },
): Result<PanelDrawn, CaseRejection> {
  const { by, conflicted, lot, nowUs } = command;
  const drawn = drawPanel({ file, conflicted, alsoLeftOut: [by], lot, size });
  if (!drawn.ok) return drawn;
  return ok(drawnEvent(proposed.caseId, proposed.proposalId, { drawn: drawn.value, lot, nowUs }));
}

function drawnEvent(
  caseId: string,
  proposalId: string,
  { drawn, lot, nowUs }: { drawn: Drawn; lot: Lot; nowUs: number },
): PanelDrawn {
  const { draws } = lot;
  return { type: 'PanelDrawn', caseId, proposalId, ...drawn, draws, atUs: nowUs };
}

function nextProposalId({ caseId, proposals }: CaseFile): string {
  return partIdOf('prp', caseId, proposals.length + 1);
}
