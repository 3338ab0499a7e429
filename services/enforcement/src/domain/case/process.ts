import type { NonEmpty, Subject } from './evidence.ts';

/** Numbers of the process that the policy in force may set, milliseconds unless said otherwise. */
export interface ProcessRules {
  /** Longest suspension (T04). */
  suspensionMaxMs: number;
  /** How long the sender has to answer, from the delivery of the evidence. */
  answerWithinMs: number;
  /** From the notice of a ban to the ban (T05, T06). */
  banNoticeMs: number;
  /** By when an emergency suspension has to be ratified (T07). */
  ratifyWithinMs: number;
  /** A strike no longer counts after so long. */
  strikeLapsesAfterMs: number;
  /** So long before a vote a panel decides about parties and candidates. */
  nearVoteMs: number;
  /** Between two stages of a mass action. */
  massActionStageMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The numbers of the ladder (policy data, enforcement-ladder.json), where the policy in force sets no others. */
export const PROCESS_RULES: ProcessRules = {
  suspensionMaxMs: 14 * DAY_MS,
  answerWithinMs: 72 * HOUR_MS,
  banNoticeMs: 30 * DAY_MS,
  ratifyWithinMs: 24 * HOUR_MS,
  strikeLapsesAfterMs: 180 * DAY_MS,
  nearVoteMs: 14 * DAY_MS,
  massActionStageMs: 24 * HOUR_MS,
};

/** What a proposal asks for. */
export const PROPOSAL_KINDS = ['SUSPEND', 'BAN_NOTICE', 'READMIT', 'RATIFY'] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

/** The closed list of what a suspension without a hearing may rest on (T07). */
export const EMERGENCY_GROUNDS = [
  'LEGAL_ORDER',
  'THREAT_TO_LIFE',
  'PHISHING_LIVE',
  'BAN_EVASION',
  'SILENCE_BREACH',
] as const;
export type EmergencyGround = (typeof EMERGENCY_GROUNDS)[number];

/** Grounds of the closed list that rest on law: the statement has to name it (DSA Article 17(3)(d)). */
export const GROUNDS_OF_LAW: ReadonlySet<EmergencyGround> = new Set([
  'LEGAL_ORDER',
  'SILENCE_BREACH',
]);

/** Why a measure is taken, in the words of the person who takes or proposes it. */
export interface MeasureReasons {
  /** Empty when a person found the breach under the clause itself. */
  ruleId: string;
  clause: string;
  facts: string;
  explanation: string;
  howToFix: string;
  /** Why a narrower subject does not explain the evidence. Empty only for a seat. */
  whyNotNarrower: string;
  evidenceIds: readonly string[];
  /** Law that the content breaks; empty when only the terms are the ground. */
  legalGround: string;
  /** Why it does; stated exactly where a law is. */
  legalExplanation?: string;
}

/**
 * How all other senders with the same metric over the same limit were treated. The report itself is built elsewhere, and is
 * pure; this is what of it is attached to a measure.
 */
export interface ParityReport {
  /** SHA-256 of the full report, lower-case hex. */
  reportSha256: string;
  /** Signal of the policy document. */
  metric: string;
  threshold: number;
  fromUs: number;
  untilUs: number;
  /** Senders over the limit in that time, this one left out. */
  senders: number;
  treatedAlike: number;
  /** The others by reason; a gap without an explanation blocks T04 and T05. */
  gaps: readonly { senders: number; explanation: string }[];
  policyHash: string;
  builtAtUs: number;
}

/** The vote that is next for a party or candidate. */
export interface NearVote {
  electionId: string;
  votesAtUs: number;
}

/** A measure that still counts when the next one is weighed. */
export interface Strike {
  measureId: string;
  step: string;
  atUs: number;
  /** True once a suspension has run to its end. */
  finished: boolean;
}

/** One decider's word. */
export interface Vote {
  decider: string;
  approve: boolean;
  reasons: string;
  /** Answers of the sender that were read. */
  answerIds: readonly string[];
  atUs: number;
}

/** How a proposal ended. */
export type ProposalOutcome = 'OPEN' | 'CARRIED' | 'REJECTED' | 'WITHDRAWN' | 'LAPSED';

export interface Proposal {
  proposalId: string;
  kind: ProposalKind;
  proposedBy: string;
  reasons: MeasureReasons;
  /** Length of a suspension; 0 for other kinds. */
  termUs: number;
  parity: ParityReport | null;
  /** Notice that shows the evidence to the sender; empty where it was told already. */
  noticeId: string;
  nearVote: NearVote | null;
  panelSize: number;
  approvalsNeeded: number;
  forMassAction: boolean;
  grave: boolean;
  atUs: number;
  panel: readonly string[];
  declined: readonly string[];
  votes: readonly Vote[];
  outcome: ProposalOutcome;
}

/** What the sender said to the evidence. */
export interface Answer {
  answerId: string;
  givenBy: string;
  text: string;
  atUs: number;
}

/** The look at a private screenshot before anybody else sees it. */
export interface EvidenceReview {
  evidenceId: string;
  reviewer: string;
  lawful: boolean;
  /** What the sender is told in place of the transcript; empty = the transcript. */
  gist: string;
  /** Second reviewer of the gist; empty until then. */
  gistApprovedBy: string;
}

/** Who could decide, and the randomness that picks among them. */
export interface Lot {
  /** Credentials of reviewers; the case leaves out who took part or has a conflict. */
  reviewers: readonly string[];
  /** Unsigned 32-bit integers. */
  draws: readonly number[];
}

/** A person of the operator's who acts in a case. */
export interface Officer {
  by: string;
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
}

/** What a person opens a case with. */
export interface Opening {
  caseId: string;
  subject: Subject;
  organisationId: string;
  clause: string;
  whyNotNarrower: string;
  /** Facts up to here were dealt with in the subject's earlier case; 0 when there is none. */
  factsAfterUs: number;
  strikes: readonly Strike[];
}

/** A panel and where it came from. */
export interface Drawn {
  members: NonEmpty<string>;
  eligible: readonly string[];
  excluded: readonly string[];
}
