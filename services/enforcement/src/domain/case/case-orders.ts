import type { EvidenceDraft } from './evidence.ts';
import type { Ladder } from './ladder.ts';
import type {
  EmergencyGround,
  Lot,
  MeasureReasons,
  NearVote,
  Officer,
  Opening,
  ParityReport,
  ProposalKind,
} from './process.ts';

/** What people order in a case. Times are microseconds since the Unix epoch; texts have 1 to 5,000 characters. */
export type CaseOrder =
  | OpenCase
  | AddEvidence
  | ReviewEvidence
  | ApproveGist
  | AnswerCase
  | TakeMeasure
  | ExtendRestriction
  | ProposeMeasure
  | DecideProposal
  | DeclineAssignment
  | WithdrawProposal
  | SuspendInEmergency
  | RenewSuspension
  | CloseCase
  | ConfirmVerification
  | ReverseMeasure
  | ReleaseProposal
  | ImposeBan;

interface Ordered extends Officer {
  nowUs: number;
}

interface Ruled extends Ordered {
  ladder: Ladder;
}

/** A person opens a case about what was seen. */
export interface OpenCase extends Ordered, Opening {
  type: 'OpenCase';
}

export interface AddEvidence extends Ordered {
  type: 'AddEvidence';
  draft: EvidenceDraft;
  /** Originals that measures of earlier cases about the subject rested on. */
  settledOriginals: readonly string[];
}

/** A private screenshot is looked at before anybody else sees it. */
export interface ReviewEvidence extends Ordered {
  type: 'ReviewEvidence';
  evidenceId: string;
  lawful: boolean;
  /** Empty = the sender gets the transcript. */
  gist: string;
  reasons: string;
}

export interface ApproveGist extends Ordered {
  type: 'ApproveGist';
  evidenceId: string;
}

/** The organisation says something to the evidence. */
export interface AnswerCase {
  type: 'AnswerCase';
  organisationId: string;
  by: string;
  text: string;
  nowUs: number;
}

/** What a person may impose alone. */
export interface TakeMeasure extends Ruled {
  type: 'TakeMeasure';
  measure: 'WARNED' | 'RESTRICTED';
  reasons: MeasureReasons;
  /** Other subjects that the same person proposed or imposed something against within a day, under the same clause. */
  alike: number;
}

/** The one extension of a restriction. */
export interface ExtendRestriction extends Ruled {
  type: 'ExtendRestriction';
  reasons: string;
}

export interface ProposeMeasure extends Ruled {
  type: 'ProposeMeasure';
  /** A ratification is proposed by the emergency suspension itself. */
  kind: Exclude<ProposalKind, 'RATIFY'>;
  reasons: MeasureReasons;
  /** Length of a suspension; 0 for other kinds. */
  termUs: number;
  parity: ParityReport | null;
  /** Next vote of the organisation's, if it is a party or candidate. */
  vote: NearVote | null;
  grave: boolean;
  forMassAction: boolean;
  alike: number;
  lot: Lot;
}

export interface DecideProposal extends Ruled {
  type: 'DecideProposal';
  proposalId: string;
  approve: boolean;
  reasons: string;
  answerIds: readonly string[];
  parity: ParityReport | null;
}

export interface DeclineAssignment extends Ordered {
  type: 'DeclineAssignment';
  proposalId: string;
  reasons: string;
  lot: Lot;
}

export interface WithdrawProposal extends Ordered {
  type: 'WithdrawProposal';
  proposalId: string;
}

/** At once, on a ground of the closed list; ratified by others within a day or it lapses. */
export interface SuspendInEmergency extends Ruled {
  type: 'SuspendInEmergency';
  ground: EmergencyGround;
  reasons: MeasureReasons;
  termUs: number;
  vote: NearVote | null;
  alike: number;
  /** When the subject was registered. */
  accountSinceUs: number;
  lot: Lot;
}

/** The one renewal of a suspension, by a third person. */
export interface RenewSuspension extends Ruled {
  type: 'RenewSuspension';
  reasons: string;
  termUs: number;
}

/** Closes a case in which nothing stands. */
export interface CloseCase extends Ordered {
  type: 'CloseCase';
  reasons: string;
}

/** A readmitted subject was verified again. */
export interface ConfirmVerification extends Ordered {
  type: 'ConfirmVerification';
}

/** The operator corrects itself (T09). */
export interface ReverseMeasure extends Ordered {
  type: 'ReverseMeasure';
  sanctionId: string;
  reasons: string;
  /** Mass action that is rolled back; empty for none. */
  massActionId: string;
}

/** A mass action that was approved by three releases one of its proposals. */
export interface ReleaseProposal {
  type: 'ReleaseProposal';
  proposalId: string;
  massActionId: string;
  /** Three or more, each with the time of the approval: answers that came later were not read. */
  approvals: readonly { approvedBy: string; atUs: number }[];
  ladder: Ladder;
  nowUs: number;
}

/** The time of a notice of a ban was reached (T06). */
export interface ImposeBan {
  type: 'ImposeBan';
  ladder: Ladder;
  nowUs: number;
}
