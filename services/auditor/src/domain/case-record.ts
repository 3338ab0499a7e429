import type { SanctionImposed, Warned } from '@hustings/contracts/enforcement';
import type { AppealRecord } from './check-appeals.ts';
import type { MeasureRecord } from './check-facts-once.ts';
import type { EvidenceRecord } from './check-proof.ts';

/** Actor of steps that the machine takes; it may take part in any of them and may decide no appeal. */
export const SYSTEM = 'system';

/** What the log says of one case so far. */
export interface CaseRecord {
  opened: boolean;
  warned: boolean;
  /** By evidence id. */
  evidence: Map<string, EvidenceRecord>;
  notices: Set<string>;
  /** Everybody who took part in a step: actors, proposers, deciders, filers. */
  participants: Set<string>;
  /** By sanction id; a warning by that of its notice. */
  measures: Map<string, MeasureRecord>;
  /** By appeal id. */
  appeals: Map<string, AppealRecord>;
  /** Who asked for what others decided, by proposal id. */
  proposals: Map<string, ProposalRecord>;
  /** A notice of a ban was given. */
  banNoticed: boolean;
}

/** What the log says of one proposal. */
export interface ProposalRecord {
  proposedBy: string;
  hasParity: boolean;
  /** So many have to be for it. */
  needed: number;
  forMassAction: boolean;
  panel: ReadonlySet<string>;
}

/** A measure that needs process: a sanction, or a warning, which has no standing of its own. */
export type Measure = Pick<Warned | SanctionImposed, 'noticeId' | 'statement'> &
  Partial<Pick<SanctionImposed, 'standing' | 'extendsSanctionId'>>;

export function emptyCase(): CaseRecord {
  return {
    opened: false,
    warned: false,
    evidence: new Map(),
    notices: new Set(),
    participants: new Set(),
    measures: new Map(),
    appeals: new Map(),
    proposals: new Map(),
    banNoticed: false,
  };
}
