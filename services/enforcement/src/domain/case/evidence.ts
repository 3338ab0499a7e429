/** At least one. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** Kinds of subjects, the narrowest first. A person's own number is none of them: it cannot be sanctioned. */
export const SUBJECT_KINDS = ['SEAT', 'SENDER', 'CAMPAIGN', 'TOOL', 'ORGANISATION'] as const;
export type SubjectKind = (typeof SUBJECT_KINDS)[number];

/** What a case is about. The machine only ever names senders. */
export interface Subject {
  kind: SubjectKind;
  /** Sender, campaign or organisation; "<organisation>-<seat>"; "<organisation>-<intermediary>". */
  id: string;
}

/** One feature as it was measured when a rule was breached. */
export interface MeasuredSignal {
  /** Name in the policy document. */
  name: string;
  value: number;
  /** What the rule compares it with; null when it is not a plain comparison. */
  threshold: number | null;
}

/** A breach of one rule, measured over facts of the log that no earlier step rested on. */
export interface Finding {
  subject: Subject & { kind: 'SENDER' };
  organisationId: string;
  ruleId: string;
  /** Clause of the terms, with its version. */
  clause: string;
  summary: string;
  explanation: string;
  howToFix: string;
  measured: readonly MeasuredSignal[];
  /** Versions of the classifier whose verdicts were counted; '' when none was. */
  modelVersion: string;
  /** Time of the earliest fact that was counted, microseconds since the Unix epoch. */
  beganAtUs: number;
  /** Time of the fact that completed the breach, microseconds since the Unix epoch. */
  foundAtUs: number;
  /** Sequences of the facts in the log of the organisation's partition; the first hundred. */
  logSeqs: readonly number[];
}

/**
 * A: events of this log. B: receipts, webhooks and ratings of providers. C: complaint of an authenticated recipient with the
 * message. D: public statement elsewhere, archived. E: private conversation. F: anonymous tip.
 */
export const EVIDENCE_CLASSES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** How somebody came by a piece of evidence. What was intercepted never becomes evidence. */
export const OBTAINED_HOW = [
  'MEMBER',
  'FORWARDED',
  'PUBLIC',
  'PROVIDER',
  'RECIPIENT',
  'UNKNOWN',
] as const;
export type ObtainedHow = (typeof OBTAINED_HOW)[number];

/** One hand that an original went through. */
export interface CustodyStep {
  /** Credential or role, never a name. */
  holder: string;
  receivedAtUs: number;
  how: string;
}

/** Where evidence from outside the log comes from. */
export interface Provenance {
  /** SHA-256 of the original file, lower-case hex. */
  sha256: string;
  obtainedHow: ObtainedHow;
  capturedAtUs: number;
  submittedAtUs: number;
  custody: NonEmpty<CustodyStep>;
  /** Where it was found, for public statements; else empty. */
  url: string;
}

/** What a screenshot or export of a private conversation has to state. */
export interface PrivateConversation {
  kind: 'DIRECT' | 'GROUP' | 'CHANNEL';
  participants: number;
  /** Of the device or export, or that there is none. */
  metadata: string;
  transcriptSha256: string;
  translationSha256: string;
  /** What was blacked out, or that nothing was. */
  redactions: string;
}

interface EvidenceBase {
  evidenceId: string;
  summary: string;
  /** Sequences of the log; none for classes other than A. */
  logSeqs: readonly number[];
  measured: readonly MeasuredSignal[];
  submittedBy: string;
  takenAtUs: number;
  /** The narrowest subject that it is about. */
  about: Subject;
  /** Clause of the terms that it shows a breach of, with its version. */
  clause: string;
  /** When what it shows began. */
  occurredAtUs: number;
  /** Another operator whose sanction it reports; such a report carries nothing by itself. Empty for none. */
  copiesSanctionOf: string;
  /** Hash of the policy document whose rule was breached; absent for what people gave. */
  policyHash?: string;
  /** Versions of the classifier whose verdicts were counted; absent when none was. */
  modelVersion?: string;
}

export interface LogEvidence extends EvidenceBase {
  evidenceClass: 'A';
  logSeqs: NonEmpty<number>;
}

export interface OutsideEvidence extends EvidenceBase {
  evidenceClass: 'B' | 'C' | 'D' | 'F';
  provenance: Provenance;
}

export interface PrivateEvidence extends EvidenceBase {
  evidenceClass: 'E';
  provenance: Provenance;
  conversation: PrivateConversation;
}

export type Evidence = LogEvidence | OutsideEvidence | PrivateEvidence;

/** Evidence as it is submitted, before anything of it was checked. */
export interface EvidenceDraft {
  evidenceClass: EvidenceClass;
  summary: string;
  logSeqs: readonly number[];
  provenance:
    | (Omit<Provenance, 'submittedAtUs' | 'obtainedHow' | 'custody'> & {
        obtainedHow: ObtainedHow | 'INTERCEPTED';
        custody: readonly CustodyStep[];
      })
    | null;
  conversation: PrivateConversation | null;
  /** null = the subject of the case. */
  about: Subject | null;
  clause: string;
  occurredAtUs: number;
  copiesSanctionOf: string;
}

/** SHA-256 of the original, or empty for events of the log. */
export function originalOf(evidence: Evidence): string {
  return evidence.evidenceClass === 'A' ? '' : evidence.provenance.sha256;
}

/** True when there is at least one. */
export function isNonEmpty<T>(items: readonly T[]): items is NonEmpty<T> {
  return items.length > 0;
}
