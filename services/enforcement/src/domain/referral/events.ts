import type { EvidenceClass, Ground, ReferralItem } from './predicate.ts';

/** A dated notice of legal action. Times in microseconds since the Unix epoch. */
export interface ReferralNotice {
  publishedAtUs: number;
  /** ISO 8601 date after whose end conduct counts. */
  effectiveDate: string;
  /** IANA zone in which that date is meant. */
  timeZone: string;
  /** The first instant after it. */
  effectiveAfterUs: number;
  conduct: string;
  clause: string;
  evidenceClasses: readonly EvidenceClass[];
  contact: string;
}

interface OfReferral {
  referralId: string;
}

export interface ReferralNoticePublished extends OfReferral {
  type: 'ReferralNoticePublished';
  notice: ReferralNotice;
  organisationId: string;
  publishedBy: string;
}

export interface ReferralEvidenceAdded extends OfReferral {
  type: 'ReferralEvidenceAdded';
  evidence: ReferralItem;
  submittedBy: string;
}

export interface ReferralApproved extends OfReferral {
  type: 'ReferralApproved';
  approvedBy: string;
  approvedAs: 'DECIDER' | 'COUNSEL';
  reasons: string;
  atUs: number;
}

/** The respondent was told, or the law that forbids it was recorded. */
export interface ReferralRespondentTold extends OfReferral {
  type: 'ReferralRespondentTold';
  told: boolean;
  /** '' when told. */
  forbiddenBy: string;
  noticeId: string;
  text: string;
  recordedBy: string;
  atUs: number;
}

export interface ReferralMade extends OfReferral {
  type: 'ReferralMade';
  ground: Ground;
  evidenceIds: readonly string[];
  madeBy: string;
  atUs: number;
}

export interface ReferralWithdrawn extends OfReferral {
  type: 'ReferralWithdrawn';
  reason: string;
  withdrawnBy: string;
  atUs: number;
}

export type ReferralEvent =
  | ReferralNoticePublished
  | ReferralEvidenceAdded
  | ReferralApproved
  | ReferralRespondentTold
  | ReferralMade
  | ReferralWithdrawn;
