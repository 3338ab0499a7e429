import type { EvidenceClass, SanctionImposed, Warned } from '@hustings/contracts/enforcement';

/** What the log says of one case so far. */
export interface CaseRecord {
  opened: boolean;
  warned: boolean;
  /** Class by evidence id. */
  evidence: Map<string, EvidenceClass>;
  notices: Set<string>;
  /** Everybody who took part in a step: actors, proposers, deciders, filers. */
  participants: Set<string>;
  /** By when each appeal that was filed is to be decided, microseconds since the Unix epoch. */
  appeals: Map<string, bigint>;
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

/** A measure that needs process: a warning or a sanction. */
export type Measure = Pick<Warned | SanctionImposed, 'noticeId' | 'statement'>;

export function emptyCase(): CaseRecord {
  return {
    opened: false,
    warned: false,
    evidence: new Map(),
    notices: new Set(),
    participants: new Set(),
    appeals: new Map(),
    proposals: new Map(),
    banNoticed: false,
  };
}
