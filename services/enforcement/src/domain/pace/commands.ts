import type { Finding } from '../case/evidence.ts';
import type { ConfirmedAs } from './events.ts';

/** Times are microseconds since the Unix epoch. */
export type PaceCommand = BeginSlowStart | ConfirmPace;

export interface BeginSlowStart {
  type: 'BeginSlowStart';
  finding: Finding;
  lastsUs: number;
  restsUs: number;
  /** Verified contacts of the organisation. */
  contacts: readonly string[];
  nowUs: number;
}

export interface ConfirmPace {
  type: 'ConfirmPace';
  senderId: string;
  organisationId: string;
  /** 1 to 500 characters. */
  reason: string;
  confirmedBy: string;
  confirmedAs: ConfirmedAs;
  /** When the credential was issued. */
  issuedAtUs: number;
  /** When this credential last granted the sender a tool; 0 = never. */
  grantedAtUs: number;
  /** How long no slow start begins after this. */
  restsUs: number;
  nowUs: number;
}

/** Why a command changes nothing. `reason` is machine-readable and part of the contract. */
export type PaceRejection =
  | { reason: 'ALREADY_SLOW'; slowStartId: string }
  | { reason: 'PACE_RESTS'; untilUs: number }
  | { reason: 'PACE_REASON_LENGTH'; max: number }
  | { reason: 'CONFIRMER_TOO_NEW'; fromUs: number }
  | { reason: 'CONFIRMER_GRANTED_TOOL' };
