import type { Decider } from '@hustings/decider';
import { err, type Result, unreachable } from '@hustings/kernel';
import { decideAppealCommand, isAppealCommand } from './appeal/decide.ts';
import type { CaseCommand, CaseRejection } from './commands.ts';
import { decideBreach } from './decide-breach.ts';
import {
  decideAnswer,
  decideEvidence,
  decideEvidenceReview,
  decideGist,
} from './decide-evidence.ts';
import { decideExtension, decideMeasure, decideRenewal, decideReversal } from './decide-measure.ts';
import { decideClosing, decideOpening, decideVerified } from './decide-opening.ts';
import {
  decideDeclining,
  decideEmergency,
  decideProposing,
  decideWithdrawal,
} from './decide-proposal.ts';
import { decideBan, decideDelivery, decideExpiry, decideLapse } from './decide-timers.ts';
import { decideRelease, decideVote } from './decide-vote.ts';
import type { CaseEvent } from './events.ts';
import { evolveCase } from './evolve.ts';
import type { CaseState, KnownCase } from './state.ts';

type Decided = Result<CaseEvent[], CaseRejection>;

/** One case about one subject: warned, restricted, suspended, banned, heard, readmitted, closed. */
export const caseDecider: Decider<CaseState, CaseCommand, CaseEvent, CaseRejection> = {
  decide: decideCase,
  evolve: evolveCase,
  initialState: () => ({ status: 'NONE' }),
};

function decideCase(command: CaseCommand, state: CaseState): Decided {
  if (command.type === 'ReportBreach') return decideBreach(command, state);
  if (command.type === 'OpenCase') return decideOpening(command, state);
  if (state.status === 'NONE') return err({ reason: 'CASE_UNKNOWN' });
  return decideKnown(command, state);
}

type KnownCommand = Exclude<CaseCommand, { type: 'ReportBreach' | 'OpenCase' }>;

function decideKnown(command: KnownCommand, state: KnownCase): Decided {
  if (isAppealCommand(command)) return decideAppealCommand(command, state);
  switch (command.type) {
    case 'DeliverNotice':
      return decideDelivery(command, state);
    case 'EndSanction':
      return decideExpiry(command, state);
    case 'LapseWarning':
      return decideLapse(command, state);
    case 'ImposeBan':
      return decideBan(command, state);
    case 'AddEvidence':
      return decideEvidence(command, state);
    case 'ReviewEvidence':
      return decideEvidenceReview(command, state);
    case 'ApproveGist':
      return decideGist(command, state);
    case 'AnswerCase':
      return decideAnswer(command, state);
    case 'TakeMeasure':
      return decideMeasure(command, state);
    case 'ExtendRestriction':
      return decideExtension(command, state);
    case 'ProposeMeasure':
      return decideProposing(command, state);
    case 'DecideProposal':
      return decideVote(command, state);
    case 'DeclineAssignment':
      return decideDeclining(command, state);
    case 'WithdrawProposal':
      return decideWithdrawal(command, state);
    case 'SuspendInEmergency':
      return decideEmergency(command, state);
    case 'RenewSuspension':
      return decideRenewal(command, state);
    case 'ReverseMeasure':
      return decideReversal(command, state);
    case 'ReleaseProposal':
      return decideRelease(command, state);
    case 'CloseCase':
      return decideClosing(command, state);
    case 'ConfirmVerification':
      return decideVerified(command, state);
    default:
      return unreachable(command);
  }
}
