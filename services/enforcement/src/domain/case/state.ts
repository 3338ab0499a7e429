import type { Standing, Statement } from './events.ts';
import type { Evidence, Subject } from './evidence.ts';

/** A notice in the organisation's inbox. */
export interface Notice {
  noticeId: string;
  text: string;
  issuedAtUs: number;
  deliveredAtUs: number | null;
}

/** A warning (id: its notice's) or a restriction (id: the sanction's). */
export interface Measure {
  measureId: string;
  noticeId: string;
  statement: Statement;
  decidedBy: string;
}

export interface Appeal {
  appealId: string;
  measureId: string;
  filedBy: string;
  decideByUs: number;
  outcome: 'OPEN' | 'UPHELD' | 'DISMISSED';
  /** Empty while open. */
  reviewer: string;
}

/** What a case holds whatever its status. */
export interface CaseFile {
  caseId: string;
  subject: Subject;
  organisationId: string;
  evidence: readonly Evidence[];
  notices: readonly Notice[];
  measures: readonly Measure[];
  appeals: readonly Appeal[];
}

/** Plain JSON: the state is the snapshot. */
export type CaseState =
  | { status: 'NONE' }
  /** Only between the first events of the opening commit. */
  | { status: 'OPENED'; file: CaseFile }
  | { status: 'WARNED'; file: CaseFile; sinceUs: number }
  | { status: 'RESTRICTED'; file: CaseFile; sanctionId: string; endsAtUs: number }
  | { status: 'CLOSED'; file: CaseFile; closedAtUs: number };

/** A case that was opened, closed or not. */
export type KnownCase = Exclude<CaseState, { status: 'NONE' }>;

/** Standing that a case gives its subject at an instant: a restriction ends by itself, recorded or not. */
export function standingAt(state: CaseState, nowUs: number): Standing {
  switch (state.status) {
    case 'NONE':
    case 'OPENED':
    case 'CLOSED':
      return 'ACTIVE';
    case 'WARNED':
      return 'WARNED';
    case 'RESTRICTED':
      return nowUs < state.endsAtUs ? 'RESTRICTED' : 'WARNED';
  }
}

/** The appeal that waits for a decision, if any. At most one per measure; the oldest first. */
export function openAppeal(file: CaseFile): Appeal | undefined {
  return file.appeals.find((appeal) => appeal.outcome === 'OPEN');
}

/** Everybody who reported, decided, filed or reviewed in the case: none of them may review it. */
export function participantsOf(file: CaseFile): Set<string> {
  return new Set([
    ...file.evidence.map((item) => item.submittedBy),
    ...file.measures.map((measure) => measure.decidedBy),
    ...file.appeals.flatMap((appeal) => [appeal.filedBy, appeal.reviewer]),
  ]);
}
