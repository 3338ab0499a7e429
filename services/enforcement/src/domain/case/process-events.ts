import type {
  EvidenceReview,
  Lot,
  MeasureReasons,
  NearVote,
  ParityReport,
  ProposalKind,
  ProposalOutcome,
  Vote,
} from './process.ts';

interface InCase {
  caseId: string;
}

interface OfProposal extends InCase {
  proposalId: string;
  atUs: number;
}

export interface EvidenceReviewed extends InCase, Omit<EvidenceReview, 'gistApprovedBy'> {
  type: 'EvidenceReviewed';
  reasons: string;
  atUs: number;
}

export interface GistApproved extends InCase {
  type: 'GistApproved';
  evidenceId: string;
  reviewer: string;
  atUs: number;
}

export interface MeasureProposed extends OfProposal {
  type: 'MeasureProposed';
  kind: ProposalKind;
  proposedBy: string;
  reasons: MeasureReasons;
  termUs: number;
  parity: ParityReport | null;
  noticeId: string;
  nearVote: NearVote | null;
  panelSize: number;
  approvalsNeeded: number;
  forMassAction: boolean;
  grave: boolean;
}

export interface PanelDrawn extends OfProposal {
  type: 'PanelDrawn';
  members: readonly string[];
  eligible: readonly string[];
  excluded: readonly string[];
  draws: Lot['draws'];
}

export interface AssignmentDeclined extends OfProposal {
  type: 'AssignmentDeclined';
  officer: string;
  reasons: string;
}

export interface AnswerGiven extends InCase {
  type: 'AnswerGiven';
  answerId: string;
  organisationId: string;
  givenBy: string;
  text: string;
  atUs: number;
}

export interface ProposalVoted extends InCase {
  type: 'ProposalVoted';
  proposalId: string;
  vote: Vote;
  parity: ParityReport | null;
}

export interface ProposalClosed extends OfProposal {
  type: 'ProposalClosed';
  outcome: Exclude<ProposalOutcome, 'OPEN'>;
  massActionId: string;
}

export interface SuspensionRatified extends InCase {
  type: 'SuspensionRatified';
  sanctionId: string;
  ratifiedBy: readonly string[];
  atUs: number;
}

export interface Readmitted extends InCase {
  type: 'Readmitted';
  sanctionId: string;
  decidedBy: readonly string[];
  reasons: string;
  atUs: number;
}

export interface MeasureReversed extends InCase {
  type: 'MeasureReversed';
  sanctionId: string;
  reversedBy: string;
  reasons: string;
  massActionId: string;
  atUs: number;
}

/** Facts of the process, beside measures and appeals. */
export type ProcessEvent =
  | EvidenceReviewed
  | GistApproved
  | MeasureProposed
  | PanelDrawn
  | AssignmentDeclined
  | AnswerGiven
  | ProposalVoted
  | ProposalClosed
  | SuspensionRatified
  | Readmitted
  | MeasureReversed;
