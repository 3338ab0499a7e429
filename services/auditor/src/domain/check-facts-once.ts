import { type SanctionImposed, Standing, type Warned } from '@hustings/contracts/enforcement';
import type { CaseRecord } from './case-record.ts';

/** A measure that is being imposed. */
export interface Imposing {
  measure: Standing;
  evidenceIds: readonly string[];
  /** Id of the sanction that it prolongs; '' = none. */
  prolongs: string;
  /** The restriction that is left of an emergency suspension which nobody ratified. */
  isLeft: boolean;
}

export function imposingOfWarning({ statement }: Warned): Imposing {
  const evidenceIds = statement?.evidenceIds ?? [];
  return { measure: Standing.STANDING_WARNED, evidenceIds, prolongs: '', isLeft: false };
}

/** Null for a ban: it rests on what its notice rested on. */
export function imposingOf(sanction: SanctionImposed): Imposing | null {
  const { standing: measure, step, statement, extendsSanctionId: prolongs } = sanction;
  if (measure === Standing.STANDING_BANNED) return null;
  const isLeft = measure === Standing.STANDING_RESTRICTED && step === 'T07';
  return { measure, evidenceIds: statement?.evidenceIds ?? [], prolongs, isLeft };
}

/**
 * The same facts count once for each kind of measure, and never again once a measure on them was taken back. What prolongs a
 * measure, or is left of it, rests on the facts of that one.
 */
export function faultsOfFacts(
  { measures }: CaseRecord,
  { measure, evidenceIds, prolongs, isLeft }: Imposing,
): string[] {
  if (prolongs !== '') {
    return measures.has(prolongs) ? [] : ['prolongs a measure that is not in the case'];
  }
  if (isLeft) {
    const suspended = [...measures.values()].some(
      (earlier) => earlier.measure === Standing.STANDING_SUSPENDED && !earlier.isReversed,
    );
    return suspended ? [] : ['is what is left of no suspension'];
  }
  const spent = [...measures.values()]
    .filter((earlier) => earlier.isReversed || earlier.measure === measure)
    .flatMap((earlier) => earlier.evidenceIds);
  const again = evidenceIds.some((id) => spent.includes(id));
  return again ? ['rests on facts that were counted before'] : [];
}
