import type { HeldSubject, PlacedAs } from './events.ts';

/** Times are microseconds since the Unix epoch. */
export type HoldCommand =
  | PlaceHold
  | ReviewHold
  | ReverifyOwner
  | LiftHold
  | LapseHold
  | RecordRecipientsTold;

export interface PlaceHold {
  type: 'PlaceHold';
  subject: HeldSubject;
  organisationId: string;
  /** 1 to 2,000 characters. */
  reasons: string;
  placedAs: PlacedAs;
  placedBy: string;
  /** Since when the takeover may have lasted: not later than now, and at most 30 days ago. */
  suspectedSinceUs: number;
  /** Credentials of the suspect device, at most 50. */
  suspectCredentialIds: readonly string[];
  /** Verified contacts of the organisation; the suspect ones among them are told nothing. */
  contacts: readonly string[];
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface ReviewHold {
  type: 'ReviewHold';
  holdId: string;
  reviewer: string;
  keep: boolean;
  /** 1 to 2,000 characters. */
  reasons: string;
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface ReverifyOwner {
  type: 'ReverifyOwner';
  holdId: string;
  /** 1 to 500 characters. */
  proof: string;
  trustedCredentialId: string;
  /** The credential belongs to the organisation and was not revoked. */
  isTheirs: boolean;
  verifiedBy: string;
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface LiftHold {
  type: 'LiftHold';
  holdId: string;
  /** 1 to 2,000 characters. */
  reason: string;
  liftedBy: string;
  /** Suspect credentials that were not revoked yet. */
  liveSuspects: readonly string[];
  /** Everybody with a conflict of interest regarding the organisation that has effect now. */
  conflicted: readonly string[];
  nowUs: number;
}

/** The time in which somebody else had to look at the hold was missed. */
export interface LapseHold {
  type: 'LapseHold';
  holdId: string;
  nowUs: number;
}

export interface RecordRecipientsTold {
  type: 'RecordRecipientsTold';
  holdId: string;
  /** 1 to 500 characters. */
  how: string;
  people: number;
  toldBy: string;
  nowUs: number;
}

/** Why a command changes nothing. `reason` is machine-readable and part of the contract. */
export type HoldRejection =
  | { reason: 'HOLD_UNKNOWN' }
  | { reason: 'ALREADY_HELD'; holdId: string }
  | { reason: 'CONFLICT_OF_INTEREST' }
  | { reason: 'HOLD_REASONS_LENGTH'; max: number }
  | { reason: 'SUSPECTED_SINCE_INVALID'; earliestUs: number; latestUs: number }
  | { reason: 'TOO_MANY_SUSPECTS'; max: number }
  | { reason: 'HOLD_LIFTED' }
  | { reason: 'HOLD_ALREADY_REVIEWED' }
  | { reason: 'REVIEWER_PLACED_HOLD' }
  | { reason: 'PROOF_LENGTH'; max: number }
  | { reason: 'OWNER_ALREADY_REVERIFIED' }
  | { reason: 'CREDENTIAL_NOT_THEIRS' }
  | { reason: 'CREDENTIAL_SUSPECT' }
  | { reason: 'OWNER_NOT_REVERIFIED' }
  | { reason: 'SUSPECT_CREDENTIAL_LIVE'; credentialIds: readonly string[] }
  | { reason: 'LIFTER_INVOLVED' }
  | { reason: 'HOLD_NOT_DUE'; dueAtUs: number }
  | { reason: 'HOLD_DOES_NOT_LAPSE' }
  | { reason: 'RECIPIENTS_ALREADY_TOLD' };
