import type { AppealCommand, AppealRejection } from './appeal/commands.ts';
import type { CaseOrder } from './case-orders.ts';
import type { HandedOut } from './events.ts';
import type { Finding } from './evidence.ts';
import type { Ladder } from './ladder.ts';
import type { Strike } from './process.ts';
import type { ProcessRejection } from './process-rejections.ts';

/** Times are microseconds since the Unix epoch; `ladder` is that of the policy in force. */
export type CaseCommand =
  | ReportBreach
  | DeliverNotice
  | EndSanction
  | LapseWarning
  | AppealCommand
  | CaseOrder;

/** A rule was breached: the next step of the ladder, if it is its turn. */
export interface ReportBreach {
  type: 'ReportBreach';
  caseId: string;
  finding: Finding;
  /** SHA-256 (hex) of the policy document that the rule stands in. */
  policyHash: string;
  /** Facts up to here were dealt with in the subject's earlier case; 0 when there is none. */
  factsAfterUs: number;
  /** Measures of earlier cases that still count; absent = none. */
  strikes?: readonly Strike[];
  ladder: Ladder;
  nowUs: number;
}

/** The organisation fetched a notice, or the time after which it counts as delivered has passed. */
export interface DeliverNotice {
  type: 'DeliverNotice';
  noticeId: string;
  how: 'FETCHED' | 'DEEMED';
  handedOut?: HandedOut;
  ladder: Ladder;
  nowUs: number;
}

/** A sanction's end was reached. */
export interface EndSanction {
  type: 'EndSanction';
  sanctionId: string;
  ladder: Ladder;
  nowUs: number;
}

/** The time without a new breach after which a warning is forgotten was reached. */
export interface LapseWarning {
  type: 'LapseWarning';
  ladder: Ladder;
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
  | AppealRejection
  | ProcessRejection;
