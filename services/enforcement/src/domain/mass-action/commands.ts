import type { ProcessRejection } from '../case/process-rejections.ts';
import type { MassActionItem } from './events.ts';

interface Ordered {
  by: string;
  /** 1 to 5,000 characters. */
  reasons: string;
  /** Everybody with a conflict regarding any of the organisations. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface ProposeMassAction {
  type: 'ProposeMassAction';
  massActionId: string;
  clause: string;
  reasons: string;
  proposedBy: string;
  items: readonly MassActionItem[];
  /** Unsigned 32-bit integers: one for each account, then one for each of the sample. */
  draws: readonly number[];
  /** Everybody with a conflict regarding any of the organisations. */
  conflicted: readonly string[];
  nowUs: number;
}

export interface ApproveMassAction extends Ordered {
  type: 'ApproveMassAction';
  /** Everybody who took part in any of the cases: no case would take their word as a fourth pair of eyes. */
  participants: readonly string[];
}

export interface RecordBlindReview extends Ordered {
  type: 'RecordBlindReview';
  caseId: string;
  agrees: boolean;
  /** Everybody who took part in that case. */
  participants: readonly string[];
}

/** The time of the next stage was reached. */
export interface ReleaseStage {
  type: 'ReleaseStage';
  /** Least time between two stages, by the policy in force, microseconds. */
  stageGapUs: number;
  nowUs: number;
}

export interface RollBackMassAction {
  type: 'RollBackMassAction';
  by: string;
  reasons: string;
  /** Everybody with a conflict regarding any of the organisations. */
  conflicted: readonly string[];
  nowUs: number;
}

export type MassActionCommand =
  | ProposeMassAction
  | ApproveMassAction
  | RecordBlindReview
  | ReleaseStage
  | RollBackMassAction;

/** Why such a command changes nothing. */
export type MassActionRejection =
  | { reason: 'MASS_ACTION_UNKNOWN' }
  | { reason: 'MASS_ACTION_EXISTS' }
  | { reason: 'MASS_ACTION_NOT_OPEN' }
  | { reason: 'ACCOUNT_TWICE' }
  | { reason: 'TOO_FEW_ACCOUNTS'; min: number }
  | { reason: 'TOO_MANY_ACCOUNTS'; max: number }
  | { reason: 'FINDING_SHARED' }
  | { reason: 'TOOK_PART' }
  | { reason: 'APPROVED_ALREADY' }
  | { reason: 'APPROVALS_COMPLETE' }
  | { reason: 'NOT_IN_SAMPLE' }
  | { reason: 'REVIEWED_ALREADY' }
  | { reason: 'STAGE_NOT_DUE'; dueAtUs: number }
  | Extract<
      ProcessRejection,
      { reason: 'TEXT_LENGTH' | 'CLAUSE_MISSING' | 'RANDOMNESS_MISSING' | 'CONFLICT_OF_INTEREST' }
    >;
