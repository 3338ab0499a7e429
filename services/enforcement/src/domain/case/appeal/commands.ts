import type { Pause } from '../../complaints/state.ts';
import type { Ladder } from '../ladder.ts';

/** What a reviewer makes of a measure. */
export type ReviewOutcome =
  /** It stands. Manifestly unfounded: no reasonable person could have expected the appeal to succeed; absent = no. */
  | { type: 'MEASURE_STANDS'; manifestlyUnfounded?: boolean }
  /** It is reversed. */
  | { type: 'OVERTURNED' }
  /** It ends earlier, at the latest of now and this instant. */
  | { type: 'MODIFIED'; endsAtUs: number }
  /** It ends, and others may decide anew. */
  | { type: 'SENT_BACK' };

/** The organisation challenges a measure. */
export interface FileAppeal {
  type: 'FileAppeal';
  measureId: string;
  organisationId: string;
  filedBy: string;
  /** 1 to 5,000 characters. */
  grounds: string;
  /** Asks that the sanction has no effect until the appeal is decided. */
  stay: boolean;
  /** What is new, for an appeal after its window: '' or 1 to 5,000 characters. */
  newEvidence: string;
  /** "seat:<id>", "campaign:<id>", "tool:<id>" or ''. */
  onBehalfOf: string;
  /** Times in which the organisation's repeated appeals are, or were, not taken. */
  pauses: readonly Pause[];
  /** An official campaign is on where the organisation is at home: the shorter clocks hold. */
  inCampaign: boolean;
  ladder: Ladder;
  nowUs: number;
}

export interface WithdrawAppeal {
  type: 'WithdrawAppeal';
  appealId: string;
  organisationId: string;
  withdrawnBy: string;
  nowUs: number;
}

/** A reviewer decides an appeal. */
export interface DecideAppeal {
  type: 'DecideAppeal';
  appealId: string;
  reviewer: string;
  outcome: ReviewOutcome;
  /** 1 to 5,000 characters. */
  reasons: string;
  /** Where the measure had been copied to; marked when it is reversed. */
  copies: readonly string[];
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  nowUs: number;
}

/** A reviewer decides on a stay. */
export interface DecideStay {
  type: 'DecideStay';
  appealId: string;
  reviewer: string;
  grant: boolean;
  /** 1 to 5,000 characters. */
  reasons: string;
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  nowUs: number;
}

/** The time to decide an appeal was missed. */
export interface DefaultAppeal {
  type: 'DefaultAppeal';
  appealId: string;
  copies: readonly string[];
  nowUs: number;
}

/** The time to decide on a stay was missed. */
export interface DefaultStay {
  type: 'DefaultStay';
  appealId: string;
  nowUs: number;
}

/** A takeover was confirmed: what rests on facts of its window is taken back. */
export interface AnnulMeasures {
  type: 'AnnulMeasures';
  holdId: string;
  fromUs: number;
  untilUs: number;
  decidedBy: string;
  nowUs: number;
}

export type AppealCommand =
  | FileAppeal
  | WithdrawAppeal
  | DecideAppeal
  | DecideStay
  | DefaultAppeal
  | DefaultStay
  | AnnulMeasures;

/** Why a command about an appeal changes nothing. */
export type AppealRejection =
  | { reason: 'MEASURE_UNKNOWN' }
  | { reason: 'APPEAL_WINDOW_CLOSED'; closedAtUs: number }
  | { reason: 'APPEAL_ALREADY_FILED'; appealId: string }
  | { reason: 'APPEALS_PAUSED'; untilUs: number }
  | { reason: 'GROUNDS_LENGTH'; max: number }
  | { reason: 'NEW_EVIDENCE_LENGTH'; max: number }
  | { reason: 'ON_BEHALF_OF_INVALID' }
  | { reason: 'STAY_NOT_AVAILABLE'; measure: string }
  | { reason: 'STAY_NOT_ASKED' }
  | { reason: 'STAY_ALREADY_DECIDED' }
  | { reason: 'STAY_NOT_DUE'; dueAtUs: number }
  | { reason: 'APPEAL_UNKNOWN' }
  | { reason: 'APPEAL_ALREADY_DECIDED' }
  | { reason: 'APPEAL_NOT_DUE'; dueAtUs: number }
  | { reason: 'APPEAL_OVERDUE'; decideByUs: number }
  | { reason: 'REVIEWER_INVOLVED' }
  | { reason: 'REVIEWER_IS_MACHINE' }
  | { reason: 'CONFLICT_OF_INTEREST' }
  | { reason: 'REASONS_LENGTH'; max: number }
  | { reason: 'NO_EARLIER_END'; endsAtUs: number | null }
  | { reason: 'NOTHING_TO_ANNUL' };
