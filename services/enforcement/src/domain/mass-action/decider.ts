import type { Decider } from '@hustings/decider';
import { err, ok, type Result, unreachable } from '@hustings/kernel';
import { MASS_ACTION_FROM } from '../case/decide-measure.ts';
import { MASS_ACTION_APPROVERS } from '../case/decide-vote.ts';
import { draw } from '../case/draw-panel.ts';
import { refuseText } from '../case/people.ts';
import type {
  ApproveMassAction,
  MassActionCommand,
  MassActionRejection,
  ProposeMassAction,
  RecordBlindReview,
  ReleaseStage,
  RollBackMassAction,
} from './commands.ts';
import type { MassActionEvent } from './events.ts';
import { evolveMassAction } from './evolve.ts';
import {
  isReleasable,
  type KnownMassAction,
  type MassActionState,
  stageDue,
  stageSize,
} from './state.ts';

type Decided = Result<MassActionEvent[], MassActionRejection>;

/** Accounts of one action at most: it is recorded with a claim on each of its proposals, in one batch of 500 commits. */
const MAX_ACCOUNTS = 499;

/** Share of the accounts that is decided again blind, and the least number (policy data, mass_action). */
const SAMPLE_SHARE = 0.2;
const SAMPLE_MIN = 5;

/** An action against five accounts or more: one finding each, three approvers, a blind sample, three stages, a way back. */
export const massActionDecider: Decider<
  MassActionState,
  MassActionCommand,
  MassActionEvent,
  MassActionRejection
> = {
  initialState: () => ({ status: 'NONE' }),
  evolve: evolveMassAction,
  decide(command, state) {
    if (command.type === 'ProposeMassAction') return decideProposing(command, state);
    if (state.status === 'NONE') return err({ reason: 'MASS_ACTION_UNKNOWN' });
    switch (command.type) {
      case 'ApproveMassAction':
        return decideApproval(command, state);
      case 'RecordBlindReview':
        return decideBlindReview(command, state);
      case 'ReleaseStage':
        return decideStage(command, state);
      case 'RollBackMassAction':
        return decideRollBack(command, state);
      default:
        return unreachable(command);
    }
  },
};

function decideProposing(command: ProposeMassAction, state: MassActionState): Decided {
  const { massActionId, clause, reasons, proposedBy, items, draws, nowUs } = command;
  if (state.status !== 'NONE') return err({ reason: 'MASS_ACTION_EXISTS' });
  const refused = refuseText('reasons', reasons);
  if (refused) return err(refused);
  if (command.conflicted.includes(proposedBy)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  if (clause.trim() === '') return err({ reason: 'CLAUSE_MISSING' });
  const cases = new Set(items.map((item) => item.caseId));
  if (cases.size !== items.length) return err({ reason: 'ACCOUNT_TWICE' });
  if (items.length < MASS_ACTION_FROM) {
    return err({ reason: 'TOO_FEW_ACCOUNTS', min: MASS_ACTION_FROM });
  }
  if (items.length > MAX_ACCOUNTS) return err({ reason: 'TOO_MANY_ACCOUNTS', max: MAX_ACCOUNTS });
  const findings = new Set(items.map((item) => item.findingSha256));
  if (findings.size !== items.length) return err({ reason: 'FINDING_SHARED' });
  const sampleSize = Math.max(SAMPLE_MIN, Math.ceil(items.length * SAMPLE_SHARE));
  const order = draw([...cases].sort(), draws, items.length);
  const sample = draw([...cases].sort(), draws.slice(items.length), sampleSize);
  if (!order || !sample) {
    return err({ reason: 'RANDOMNESS_MISSING', needed: items.length + sampleSize });
  }
  const ordered = order.flatMap((caseId) => items.filter((item) => item.caseId === caseId));
  return ok([
    {
      type: 'MassActionProposed',
      ...{ massActionId, clause, reasons, proposedBy, items: ordered, sample, draws },
      atUs: nowUs,
    },
  ]);
}

function decideApproval(command: ApproveMassAction, state: KnownMassAction): Decided {
  const { by, reasons, conflicted, participants, nowUs } = command;
  const { massActionId, proposedBy, approvals, reviews } = state;
  if (state.status !== 'PROPOSED') return err({ reason: 'MASS_ACTION_NOT_OPEN' });
  const refused = refuseText('reasons', reasons);
  if (refused) return err(refused);
  if (conflicted.includes(by)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  const reviewed = reviews.some((review) => review.reviewer === by);
  if (by === proposedBy || reviewed || participants.includes(by)) {
    return err({ reason: 'TOOK_PART' });
  }
  if (approvals.some((each) => each.approvedBy === by)) return err({ reason: 'APPROVED_ALREADY' });
  if (approvals.length >= MASS_ACTION_APPROVERS) return err({ reason: 'APPROVALS_COMPLETE' });
  return ok([{ type: 'MassActionApproved', massActionId, approvedBy: by, reasons, atUs: nowUs }]);
}

function decideBlindReview(command: RecordBlindReview, state: KnownMassAction): Decided {
  const { by, caseId, agrees, reasons, conflicted, participants, nowUs } = command;
  const { massActionId, proposedBy, approvals, reviews, sample } = state;
  if (state.status !== 'PROPOSED') return err({ reason: 'MASS_ACTION_NOT_OPEN' });
  const refused = refuseText('reasons', reasons);
  if (refused) return err(refused);
  if (conflicted.includes(by)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  const approved = approvals.some((each) => each.approvedBy === by);
  if (by === proposedBy || approved || participants.includes(by))
    return err({ reason: 'TOOK_PART' });
  if (!sample.includes(caseId)) return err({ reason: 'NOT_IN_SAMPLE' });
  if (reviews.some((each) => each.caseId === caseId)) return err({ reason: 'REVIEWED_ALREADY' });
  const reviewed = {
    type: 'BlindReviewRecorded',
    ...{ massActionId, caseId, reviewer: by, agrees, reasons, atUs: nowUs },
  } as const;
  if (agrees) return ok([reviewed]);
  const reason = 'A blind review came to another result.';
  return ok([reviewed, { type: 'MassActionHalted', massActionId, reason, atUs: nowUs }]);
}

/** A tenth, half, all; apart as the policy says. */
function decideStage(command: ReleaseStage, state: KnownMassAction): Decided {
  if (!isReleasable(state)) return err({ reason: 'MASS_ACTION_NOT_OPEN' });
  const dueAtUs = stageDue(state, command.stageGapUs);
  if (command.nowUs < dueAtUs) return err({ reason: 'STAGE_NOT_DUE', dueAtUs });
  const { massActionId, items } = state;
  const stage = state.stage + 1;
  return ok([
    {
      type: 'MassActionStageReleased',
      ...{ massActionId, stage, released: stageSize(items.length, stage) },
      accounts: items.length,
      atUs: command.nowUs,
    },
  ]);
}

function decideRollBack(command: RollBackMassAction, state: KnownMassAction): Decided {
  const refused = refuseText('reasons', command.reasons);
  if (refused) return err(refused);
  if (command.conflicted.includes(command.by)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  if (state.status === 'ROLLED_BACK') return err({ reason: 'MASS_ACTION_NOT_OPEN' });
  const { massActionId, items, stage } = state;
  return ok([
    {
      type: 'MassActionRolledBack',
      ...{ massActionId, rolledBackBy: command.by, reasons: command.reasons },
      accounts: stageSize(items.length, stage),
      atUs: command.nowUs,
    },
  ]);
}
