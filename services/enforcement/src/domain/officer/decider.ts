import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** Why somebody may not act in a case about an organisation. */
export const CONFLICT_KINDS = ['PARTY', 'CANDIDATE', 'REPORTER', 'COMPETITOR'] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

/** A declared conflict of interest. */
export interface Conflict {
  officerId: string;
  organisationId: string;
  kind: ConflictKind;
  /** 0 = it lasts. */
  endedAtUs: number;
  atUs: number;
}

/** What somebody declared, as one aggregate for each credential. */
export interface OfficerState {
  conflicts: readonly Conflict[];
}

export interface DeclareConflict extends Conflict {
  type: 'DeclareConflict';
}

export interface ConflictDeclared extends Conflict {
  type: 'ConflictDeclared';
}

export type OfficerRejection =
  | { reason: 'CONFLICT_DECLARED_ALREADY' }
  | { reason: 'CONFLICT_ENDS_LATER' }
  | { reason: 'CONFLICTS_FULL'; max: number };

/** Declarations of one person at most. */
const MAX_CONFLICTS = 500;

/** Party work and the like have effect for five years after their end (policy data, conflict_of_interest). */
export const CONFLICT_LASTS_US = 5 * 365.25 * 24 * 3_600_000_000;

/** A person says with whom it has a conflict of interest. What was said is never taken back. */
export const officerDecider: Decider<
  OfficerState,
  DeclareConflict,
  ConflictDeclared,
  OfficerRejection
> = {
  initialState: () => ({ conflicts: [] }),
  evolve: ({ conflicts }, { type: _, ...conflict }) => ({ conflicts: [...conflicts, conflict] }),
  decide({ type: _, ...conflict }, { conflicts }) {
    if (conflict.endedAtUs > conflict.atUs) return err({ reason: 'CONFLICT_ENDS_LATER' });
    const same = conflicts.find(
      (each) =>
        each.organisationId === conflict.organisationId &&
        each.kind === conflict.kind &&
        each.endedAtUs === conflict.endedAtUs,
    );
    if (same) return err({ reason: 'CONFLICT_DECLARED_ALREADY' });
    if (conflicts.length >= MAX_CONFLICTS) {
      return err({ reason: 'CONFLICTS_FULL', max: MAX_CONFLICTS });
    }
    return ok([{ type: 'ConflictDeclared', ...conflict }]);
  },
};

/** Until when a conflict has effect; null = it lasts. */
export function effectiveUntilUs({ endedAtUs }: Conflict): number | null {
  return endedAtUs === 0 ? null : endedAtUs + CONFLICT_LASTS_US;
}
