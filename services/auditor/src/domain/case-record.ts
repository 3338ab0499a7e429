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
  /** Appeals that were filed. */
  appeals: Set<string>;
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
    appeals: new Set(),
  };
}
