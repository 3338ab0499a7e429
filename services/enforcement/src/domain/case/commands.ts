import type { Finding } from './evidence.ts';
import type { Ladder } from './ladder.ts';

/** Times are microseconds since the Unix epoch; `ladder` is that of the policy in force. */
export type CaseCommand =
  | ReportBreach
  | DeliverNotice
  | EndSanction
  | LapseWarning
  | FileAppeal
  | DecideAppeal;

/** A rule was breached: the next step of the ladder, if it is its turn. */
export interface ReportBreach {
  type: 'ReportBreach';
  caseId: string;
  finding: Finding;
  /** Facts up to here were dealt with in the subject's earlier case; 0 when there is none. */
  factsAfterUs: number;
  ladder: Ladder;
  nowUs: number;
}

/** The organisation fetched a notice, or the time after which it counts as delivered has passed. */
export interface DeliverNotice {
  type: 'DeliverNotice';
  noticeId: string;
  how: 'FETCHED' | 'DEEMED';
  ladder: Ladder;
  nowUs: number;
}

/** A sanction's end was reached. */
export interface EndSanction {
  type: 'EndSanction';
  sanctionId: string;
  nowUs: number;
}

/** The time without a new breach after which a warning is forgotten was reached. */
export interface LapseWarning {
  type: 'LapseWarning';
  ladder: Ladder;
  nowUs: number;
}

/** The organisation challenges a measure. */
export interface FileAppeal {
  type: 'FileAppeal';
  measureId: string;
  organisationId: string;
  filedBy: string;
  /** 1 to 5,000 characters. */
  grounds: string;
  ladder: Ladder;
  nowUs: number;
}

/** A reviewer decides an appeal. */
export interface DecideAppeal {
  type: 'DecideAppeal';
  appealId: string;
  reviewer: string;
  uphold: boolean;
  /** 1 to 5,000 characters. */
  reasons: string;
  nowUs: number;
}

/** Why a command changes nothing. `reason` is machine-readable and part of the contract. */
export type CaseRejection =
  | { reason: 'CASE_UNKNOWN' }
  | { reason: 'CASE_CLOSED'; closedAtUs: number }
  | { reason: 'EVIDENCE_MISSING' }
  | { reason: 'FACTS_ALREADY_COUNTED'; countsAfterUs: number }
  | { reason: 'NOTICE_NOT_DELIVERED'; noticeId: string }
  | { reason: 'SANCTION_LIVE'; sanctionId: string; endsAtUs: number }
  | { reason: 'MACHINE_STEPS_EXHAUSTED' }
  | { reason: 'NOTICE_UNKNOWN' }
  | { reason: 'NOTICE_ALREADY_DELIVERED' }
  | { reason: 'NOTICE_NOT_DUE'; dueAtUs: number }
  | { reason: 'SANCTION_NOT_LIVE' }
  | { reason: 'SANCTION_NOT_OVER'; endsAtUs: number }
  | { reason: 'NOTHING_TO_LAPSE' }
  | { reason: 'WARNING_NOT_OVER'; lapsesAtUs: number }
  | { reason: 'APPEAL_OPEN'; appealId: string }
  | { reason: 'MEASURE_UNKNOWN' }
  | { reason: 'APPEAL_WINDOW_CLOSED'; closedAtUs: number }
  | { reason: 'APPEAL_ALREADY_FILED'; appealId: string }
  | { reason: 'GROUNDS_LENGTH'; max: number }
  | { reason: 'APPEAL_UNKNOWN' }
  | { reason: 'APPEAL_ALREADY_DECIDED' }
  | { reason: 'REVIEWER_INVOLVED' }
  | { reason: 'REASONS_LENGTH'; max: number };
