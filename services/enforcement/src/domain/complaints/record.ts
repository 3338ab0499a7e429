import type { AppealOutcome } from '../case/appeal/state.ts';
import type { ComplaintRejection } from './commands.ts';

const DAY_US = 86_400_000_000;

/** Appeals count so long; a warning too. As strikes do (policy data, strikes.lapse_days). */
export const COUNTS_FOR_US = 180 * DAY_US;

/** "Frequently" (DSA Article 23(2)): so many at least, */
export const UNFOUNDED_FROM = 3;

/** and so large a share of what was decided in that time (Article 23(3): relative to the total). */
const UNFOUNDED_SHARE = 0.5;

/** "A reasonable period of time": far below the 184 days in which an appeal is open. */
export const LONGEST_PAUSE_US = 30 * DAY_US;

/** An appeal of an organisation, as far as it matters for its conduct. */
export interface AppealOnRecord {
  appealId: string;
  filedAtUs: number;
  outcome: AppealOutcome;
  reviewer: string;
  /** The reviewer who dismissed it found it manifestly unfounded. */
  manifestlyUnfounded: boolean;
}

/** What counts now. */
export interface ConductRecord {
  decided: number;
  unfounded: AppealOnRecord[];
}

/** Appeals of the last 180 days that somebody decided. */
export function conductOf(appeals: readonly AppealOnRecord[], nowUs: number): ConductRecord {
  const decided = appeals.filter(
    ({ filedAtUs, outcome }) =>
      filedAtUs > nowUs - COUNTS_FOR_US && outcome !== 'OPEN' && outcome !== 'WITHDRAWN',
  );
  const unfounded = decided.filter(({ manifestlyUnfounded }) => manifestlyUnfounded);
  return { decided: decided.length, unfounded };
}

/** Refuses what is not often, or not most of what was appealed. */
export function refuseSeldom({ decided, unfounded }: ConductRecord): ComplaintRejection | null {
  const found = unfounded.length;
  if (found < UNFOUNDED_FROM) {
    return { reason: 'TOO_FEW_UNFOUNDED', found, needed: UNFOUNDED_FROM };
  }
  return found < decided * UNFOUNDED_SHARE
    ? { reason: 'MOSTLY_NOT_UNFOUNDED', unfounded: found, decided }
    : null;
}
