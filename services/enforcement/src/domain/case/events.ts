import type { Evidence, NonEmpty, Subject } from './evidence.ts';

/**
 * What the machine may do. Suspension and ban are not members: no code path of the machine can express them, and the way
 * from ACTIVE to BANNED does not exist as a value.
 */
export type MachineMeasure = 'WARNED' | 'RESTRICTED';

/** Standing of a subject as far as the machine's ladder reaches. */
export type Standing = 'ACTIVE' | MachineMeasure;

/** Reasons in the order of Article 17(3) of Regulation (EU) 2022/2065. Times in microseconds since the Unix epoch. */
export interface Statement {
  measure: MachineMeasure;
  startsAtUs: number;
  /** null = until it lapses by rule. */
  endsAtUs: number | null;
  facts: string;
  sourceType: 'OWN_INITIATIVE';
  evidenceIds: NonEmpty<string>;
  automatedDetection: true;
  automatedDecision: true;
  ruleId: string;
  clause: string;
  explanation: string;
  redress: string;
  appealUntilUs: number;
  howToFix: string;
}

interface InCase {
  caseId: string;
}

interface AboutSubject extends InCase {
  subject: Subject;
  organisationId: string;
}

export interface CaseOpened extends AboutSubject {
  type: 'CaseOpened';
  ruleId: string;
}

export interface EvidenceAdded extends InCase {
  type: 'EvidenceAdded';
  evidence: Evidence;
}

export interface NoticeIssued extends InCase {
  type: 'NoticeIssued';
  noticeId: string;
  organisationId: string;
  text: string;
  atUs: number;
}

export interface NoticeDelivered extends InCase {
  type: 'NoticeDelivered';
  noticeId: string;
  /** FETCHED by a credential of the organisation, or DEEMED after the policy's time. */
  how: 'FETCHED' | 'DEEMED';
  atUs: number;
}

export interface Warned extends AboutSubject {
  type: 'Warned';
  noticeId: string;
  statement: Statement;
}

/** There is no sanction without reasons, evidence (through the statement) and a notice: each field is required. */
export interface SanctionImposed extends AboutSubject {
  type: 'SanctionImposed';
  sanctionId: string;
  standing: 'RESTRICTED';
  startsAtUs: number;
  /** Exact instant from which on it no longer holds. */
  endsAtUs: number;
  noticeId: string;
  statement: Statement;
  decidedBy: string;
}

export interface SanctionEnded extends AboutSubject {
  type: 'SanctionEnded';
  sanctionId: string;
  why: 'EXPIRED' | 'OVERTURNED';
  standingAfter: Standing;
  atUs: number;
}

export interface AppealFiled extends InCase {
  type: 'AppealFiled';
  appealId: string;
  /** A sanction's id, or a warning's notice id. */
  measureId: string;
  organisationId: string;
  filedBy: string;
  grounds: string;
  decideByUs: number;
}

interface AppealDecided extends InCase {
  appealId: string;
  reviewer: string;
  reasons: string;
}

export interface AppealUpheld extends AppealDecided {
  type: 'AppealUpheld';
}

export interface AppealDismissed extends AppealDecided {
  type: 'AppealDismissed';
}

export interface CaseClosed extends InCase {
  type: 'CaseClosed';
  reason: string;
  atUs: number;
}

export type CaseEvent =
  | CaseOpened
  | EvidenceAdded
  | NoticeIssued
  | NoticeDelivered
  | Warned
  | SanctionImposed
  | SanctionEnded
  | AppealFiled
  | AppealUpheld
  | AppealDismissed
  | CaseClosed;
