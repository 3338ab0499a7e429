import type { AppealEnding } from './events.ts';

/** What an appeal came to. */
export type AppealOutcome =
  | 'OPEN'
  | 'UPHELD'
  | 'DISMISSED'
  | 'MODIFIED'
  | 'SENT_BACK'
  | 'DEFAULTED'
  | 'WITHDRAWN';

export interface Appeal {
  appealId: string;
  measureId: string;
  filedBy: string;
  filedAtUs: number;
  decideByUs: number;
  outcome: AppealOutcome;
  /** '' while open, and when no person decided. */
  reviewer: string;
  /** '' while open. */
  reasons: string;
  stay: 'NONE' | 'ASKED' | 'GRANTED' | 'REFUSED' | 'ENDED';
  /** 0 = no stay was asked. */
  stayDecideByUs: number;
  /** '' until a person decided on the stay. */
  stayDecidedBy: string;
  onBehalfOf: string;
  heardLate: boolean;
  /** Absent = nobody found it so. */
  manifestlyUnfounded?: true;
}

/** Outcomes by which the measure is as if it had never been. */
export const REVERSING: ReadonlySet<AppealOutcome> = new Set(['UPHELD', 'SENT_BACK', 'DEFAULTED']);

/** The outcome that an event brings. */
export function outcomeOf(ending: AppealEnding): Exclude<AppealOutcome, 'OPEN'> {
  const outcomes = {
    AppealUpheld: 'UPHELD',
    AppealDismissed: 'DISMISSED',
    AppealModified: 'MODIFIED',
    AppealSentBack: 'SENT_BACK',
    AppealDefaulted: 'DEFAULTED',
    AppealWithdrawn: 'WITHDRAWN',
  } as const;
  return outcomes[ending.type];
}
