import type { AppealOnRecord } from './record.ts';

interface Ordered {
  organisationId: string;
  by: string;
  /** 1 to 5,000 characters: how many, which share, how grave, with which intention (DSA Article 23(3)). */
  reasons: string;
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  /** Microseconds since the Unix epoch. */
  nowUs: number;
}

interface Judged extends Ordered {
  /** All appeals of the organisation. */
  appeals: readonly AppealOnRecord[];
}

export interface WarnComplainant extends Judged {
  type: 'WarnComplainant';
}

export interface PauseComplaints extends Judged {
  type: 'PauseComplaints';
  /** End, at most 30 days ahead. */
  untilUs: number;
  /** A notice that nobody fetched counts as delivered after so long. */
  deemedDeliveredAfterMs: number;
}

export interface ResumeComplaints extends Ordered {
  type: 'ResumeComplaints';
}

export interface DeliverComplaintNotice {
  type: 'DeliverComplaintNotice';
  noticeId: string;
  fetchedBy: string;
  nowUs: number;
}

export type ComplaintCommand =
  | WarnComplainant
  | PauseComplaints
  | ResumeComplaints
  | DeliverComplaintNotice;

/** Why a command changes nothing. `reason` is machine-readable and part of the contract. */
export type ComplaintRejection =
  | { reason: 'CONFLICT_OF_INTEREST' }
  | { reason: 'REASONS_LENGTH'; max: number }
  | { reason: 'TOO_FEW_UNFOUNDED'; found: number; needed: number }
  | { reason: 'MOSTLY_NOT_UNFOUNDED'; unfounded: number; decided: number }
  | { reason: 'WARNED_ALREADY'; untilUs: number }
  | { reason: 'NOT_WARNED' }
  | { reason: 'WARNING_NOT_DELIVERED' }
  | { reason: 'NOTHING_SINCE_WARNING' }
  | { reason: 'PAUSED_ALREADY'; untilUs: number }
  | { reason: 'PAUSE_END_INVALID'; latestUs: number }
  | { reason: 'NOT_PAUSED' }
  | { reason: 'DECIDER_INVOLVED' }
  | { reason: 'NOTICE_UNKNOWN' }
  | { reason: 'NOTICE_ALREADY_DELIVERED' };
