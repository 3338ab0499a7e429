import type { SanctionImposed, Warned } from '@hustings/contracts/enforcement';
import type { MeasureRecord } from './case-measures.ts';
import type { AppealRecord } from './check-appeals.ts';
import type { EvidenceRecord } from './check-proof.ts';
import type { Role } from './check-roles.ts';

/** Actor of steps that the machine takes; it may take part in any of them and may decide no appeal. */
export const SYSTEM = 'system';

/** An event as the log holds it. */
export interface StoredEvent {
  eventType: string;
  data: Uint8Array;
}

/** What the log says of one case so far. */
export interface CaseRecord {
  opened: boolean;
  warned: boolean;
  /** By evidence id. */
  evidence: Map<string, EvidenceRecord>;
  /** By notice id. */
  notices: Map<string, NoticeRecord>;
  /** When the sender answered, microseconds since the Unix epoch. */
  answersAtUs: number[];
  /** What each credential was first. */
  roles: Map<string, Role>;
  /** Everybody who took part in a step: actors, proposers, deciders, filers. */
  participants: Set<string>;
  /** By sanction id; a warning by that of its notice. */
  measures: Map<string, MeasureRecord>;
  /** By appeal id. */
  appeals: Map<string, AppealRecord>;
  /** Who asked for what others decided, by proposal id. */
  proposals: Map<string, ProposalRecord>;
}

/** What the log says of one notice, microseconds since the Unix epoch. */
export interface NoticeRecord {
  issuedAtUs: number;
  /** Null before it was fetched or counts as delivered. */
  deliveredAtUs: number | null;
}

/** What the log says of one proposal. */
export interface ProposalRecord {
  proposedBy: string;
  /** The notice by which the sender heard of it; '' = none. */
  noticeId: string;
  /** When, microseconds since the Unix epoch. */
  atUs: number;
  /** So many have to be for it. */
  needed: number;
  forMassAction: boolean;
  panel: ReadonlySet<string>;
}

/** A measure that needs process: a warning or a sanction. */
export type Measure = Pick<Warned | SanctionImposed, 'noticeId' | 'statement'>;

export function emptyCase(): CaseRecord {
  return {
    opened: false,
    warned: false,
    evidence: new Map(),
    notices: new Map(),
    answersAtUs: [],
    roles: new Map(),
    participants: new Set(),
    measures: new Map(),
    appeals: new Map(),
    proposals: new Map(),
  };
}
