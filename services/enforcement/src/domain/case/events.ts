import type { Said } from '../notice/said.ts';
import type { AppealEvent } from './appeal/events.ts';
import type { Evidence, NonEmpty, Subject } from './evidence.ts';
import type { EmergencyGround, ParityReport, Strike } from './process.ts';
import type { ProcessEvent } from './process-events.ts';
import type { ImposedBy, Measured, SanctionStanding, Standing } from './steps.ts';

export type { Standing } from './steps.ts';

/** What the machine may do. Suspension and ban are not members: no order of the machine can express them. */
export type MachineMeasure = 'WARNED' | 'RESTRICTED';

/** Point (d) of Article 17(3): where the content is held to be illegal. */
export interface LegalGround {
  /** The law, for example "LOREG 53". */
  ground: string;
  /** Why the content breaks it. */
  explanation: string;
}

/** Reasons in the order of Article 17(3) of Regulation (EU) 2022/2065. Times in microseconds since the Unix epoch. */
export interface Statement {
  measure: Measured;
  startsAtUs: number;
  /** null = until it lapses by rule. */
  endsAtUs: number | null;
  facts: string;
  /** NOTICE when somebody complained; nobody is named. */
  sourceType: 'OWN_INITIATIVE' | 'NOTICE';
  evidenceIds: NonEmpty<string>;
  automatedDetection: boolean;
  automatedDecision: boolean;
  /** (c) Hash of the policy document whose rule was applied by automated means; absent when none was. */
  policyHash?: string;
  /** (c) Versions of the classifier whose verdicts were counted; absent when none was. */
  modelVersion?: string;
  /** (d) Law that the content breaks, and why; absent when only the terms are the ground. */
  legal?: LegalGround;
  ruleId: string;
  clause: string;
  explanation: string;
  redress: string;
  appealUntilUs: number;
  howToFix: string;
  /** Step of the ladder. */
  step: 'T01' | ImposedBy[SanctionStanding];
  /** Why a narrower subject does not explain the evidence; empty only for a seat. */
  whyNotNarrower: string;
  parity: ParityReport | null;
  /** Answers of the sender that were read before. */
  answerIds: readonly string[];
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
  /** Empty when a person opened it. */
  ruleId: string;
  openedBy: string;
  clause: string;
  whyNotNarrower: string;
  factsAfterUs: number;
  strikes: readonly Strike[];
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
  /** What the text says, so that it can be said in the sender's language; absent for a text of its own. */
  said?: Said;
  atUs: number;
}

export interface NoticeDelivered extends InCase {
  type: 'NoticeDelivered';
  noticeId: string;
  /** FETCHED by a credential of the organisation, or DEEMED after the policy's time. */
  how: 'FETCHED' | 'DEEMED';
  atUs: number;
  /** What was handed out, so that it can be shown later; absent in entries of before it was recorded. */
  handedOut?: HandedOut;
}

/** A notice as it reached the organisation. */
export interface HandedOut {
  /** ISO 639-1. */
  language: string;
  templateVersion: string;
  /** SHA-256 (hex) of the text, UTF-8. */
  textSha256: string;
  /** Credential that fetched it; '' when it counts as delivered. */
  fetchedBy: string;
}

/** A warning's notice was delivered: facts after an instant count for a further step. */
export interface WarningDelivered extends AboutSubject {
  type: 'WarningDelivered';
  noticeId: string;
  countsFromUs: number;
}

export interface Warned extends AboutSubject {
  type: 'Warned';
  noticeId: string;
  statement: Statement;
  decidedBy: string;
}

interface Imposed extends AboutSubject {
  type: 'SanctionImposed';
  sanctionId: string;
  startsAtUs: number;
  noticeId: string;
  /** There is no sanction without reasons, evidence (through the statement) and a notice. */
  statement: Statement;
  decidedBy: string;
  /** Proposal that was carried; empty for none. */
  proposalId: string;
  /** Everybody who was for it, beside `decidedBy`. */
  approvedBy: readonly string[];
  /** Earlier sanction that this one prolongs; empty for none. */
  extendsSanctionId: string;
}

export interface RestrictionImposed extends Imposed {
  standing: 'RESTRICTED';
  step: ImposedBy['RESTRICTED'];
  /** Exact instant from which on it no longer holds. */
  endsAtUs: number;
}

export interface SuspensionImposed extends Imposed {
  standing: 'SUSPENDED';
  step: ImposedBy['SUSPENDED'];
  endsAtUs: number;
  /** What an emergency suspension rests on, until it is ratified; null for others. */
  emergency: { ground: EmergencyGround; ratifyByUs: number } | null;
}

export interface BanNoticeImposed extends Imposed {
  standing: 'BAN_NOTICE';
  step: ImposedBy['BAN_NOTICE'];
  endsAtUs: null;
  /** When the ban follows, unless an appeal is open. */
  bansAtUs: number;
}

export interface BanImposed extends Imposed {
  standing: 'BANNED';
  step: ImposedBy['BANNED'];
  endsAtUs: null;
}

export type SanctionImposed =
  | RestrictionImposed
  | SuspensionImposed
  | BanNoticeImposed
  | BanImposed;

/** How a sanction came to its end. */
export const SANCTION_ENDS = [
  'EXPIRED',
  'OVERTURNED',
  'SUPERSEDED',
  'NOT_RATIFIED',
  'REVERSED',
  'READMITTED',
  'MODIFIED',
  'SENT_BACK',
] as const;

export interface SanctionEnded extends AboutSubject {
  type: 'SanctionEnded';
  sanctionId: string;
  why: (typeof SANCTION_ENDS)[number];
  standingAfter: Standing;
  atUs: number;
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
  | WarningDelivered
  | Warned
  | SanctionImposed
  | SanctionEnded
  | AppealEvent
  | CaseClosed
  | ProcessEvent;
