import type { EvidenceClass, ReferralItem } from './predicate.ts';

/** Times are microseconds since the Unix epoch. */
export type ReferralCommand =
  | PublishNotice
  | AddReferralEvidence
  | ApproveReferral
  | TellRespondent
  | MakeReferral
  | WithdrawReferral;

export interface PublishNotice {
  type: 'PublishNotice';
  referralId: string;
  organisationId: string;
  effectiveDate: string;
  timeZone: string;
  conduct: string;
  clause: string;
  evidenceClasses: readonly EvidenceClass[];
  contact: string;
  publishedBy: string;
  /** Everybody with a conflict of interest regarding the organisation. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface AddReferralEvidence {
  type: 'AddReferralEvidence';
  item: Omit<ReferralItem, 'evidenceId'>;
  submittedBy: string;
  /** Everybody with a conflict of interest regarding the organisation. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface ApproveReferral {
  type: 'ApproveReferral';
  approvedBy: string;
  approvedAs: 'DECIDER' | 'COUNSEL';
  reasons: string;
  /** Everybody with a conflict of interest regarding the organisation. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface TellRespondent {
  type: 'TellRespondent';
  /** Law that forbids to tell; '' = told now. */
  forbiddenBy: string;
  recordedBy: string;
  /** Everybody with a conflict of interest regarding the organisation. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface MakeReferral {
  type: 'MakeReferral';
  madeBy: string;
  /** Everybody with a conflict of interest regarding the organisation. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface WithdrawReferral {
  type: 'WithdrawReferral';
  reason: string;
  withdrawnBy: string;
  /** Everybody with a conflict of interest regarding the organisation. */
  conflicted: readonly string[];
  nowUs: number;
}

/** Why a command changes nothing. `reason` is machine-readable and part of the contract. */
export type ReferralRejection =
  | { reason: 'REFERRAL_UNKNOWN' }
  | { reason: 'REFERRAL_EXISTS' }
  | { reason: 'REFERRAL_CLOSED'; status: string }
  | { reason: 'REFERRAL_TEXT_LENGTH'; field: string; max: number }
  | { reason: 'EFFECTIVE_DATE_INVALID' }
  | { reason: 'NOTICE_NOT_AHEAD'; effectiveAfterUs: number }
  | { reason: 'EVIDENCE_CLASSES_MISSING' }
  | { reason: 'EVIDENCE_NOT_ANNOUNCED'; evidenceClass: EvidenceClass }
  | { reason: 'EVIDENCE_HASH_INVALID' }
  | { reason: 'EVIDENCE_URL_MISSING' }
  | { reason: 'EVIDENCE_LINK_UNKNOWN'; evidenceId: string }
  | { reason: 'EVIDENCE_IN_FUTURE' }
  | { reason: 'TOO_MUCH_EVIDENCE'; max: number }
  | { reason: 'PREDICATE_NOT_MET' }
  | { reason: 'APPROVER_INVOLVED' }
  | { reason: 'CONFLICT_OF_INTEREST' }
  | { reason: 'ALREADY_APPROVED' }
  | { reason: 'APPROVALS_MISSING'; deciders: number; counsel: boolean }
  | { reason: 'RESPONDENT_ALREADY_TOLD' }
  | { reason: 'RESPONDENT_NOT_TOLD' };
