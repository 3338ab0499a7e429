interface Ordered {
  holdId: string;
  by: string;
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  /** Microseconds since the Unix epoch. */
  nowUs: number;
}

export interface PlaceLegalHold extends Ordered {
  type: 'PlaceLegalHold';
  organisationId: string;
  /** '' = everything of the organisation. */
  caseId: string;
  /** 1 to 2,000 characters. */
  authority: string;
  /** 1 to 2,000 characters. */
  reasons: string;
  /** Not later than now; 0 = from the beginning. */
  coversFromUs: number;
}

export interface AskLegalHoldLift extends Ordered {
  type: 'AskLegalHoldLift';
  /** 1 to 2,000 characters. */
  reason: string;
}

export interface LiftLegalHold extends Ordered {
  type: 'LiftLegalHold';
  /** 1 to 2,000 characters. */
  reason: string;
}

export type LegalHoldCommand = PlaceLegalHold | AskLegalHoldLift | LiftLegalHold;

/** Why a command changes nothing. `reason` is machine-readable and part of the contract. */
export type LegalHoldRejection =
  | { reason: 'LEGAL_HOLD_UNKNOWN' }
  | { reason: 'LEGAL_HOLD_EXISTS' }
  | { reason: 'LEGAL_HOLD_LIFTED' }
  | { reason: 'LEGAL_HOLD_TEXT_LENGTH'; field: string; max: number }
  | { reason: 'COVERS_FROM_INVALID'; latestUs: number }
  | { reason: 'CONFLICT_OF_INTEREST' }
  | { reason: 'LIFT_ALREADY_ASKED' }
  | { reason: 'LIFT_NOT_ASKED' }
  | { reason: 'LIFTER_INVOLVED' };
