import { MASS_ACTION_APPROVERS } from '../case/decide-vote.ts';
import type { MassActionItem } from './events.ts';

/** Shares of the accounts that have been released after each stage (policy data, mass_action). */
const STAGES = [0.1, 0.5, 1] as const;

interface MassAction {
  massActionId: string;
  clause: string;
  proposedBy: string;
  items: readonly MassActionItem[];
  sample: readonly string[];
  approvals: readonly { approvedBy: string; atUs: number }[];
  reviews: readonly { caseId: string; reviewer: string; agrees: boolean; atUs: number }[];
  /** Stages that were released, 0 to 3. */
  stage: number;
  /** When the last stage was released; 0 before the first. */
  stageAtUs: number;
}

/** Plain JSON: the state is the snapshot. */
export type MassActionState =
  | { status: 'NONE' }
  | ({ status: 'PROPOSED' | 'RELEASING' | 'RELEASED' | 'HALTED' } & MassAction)
  | ({ status: 'ROLLED_BACK'; rolledBackBy: string; reasons: string } & MassAction);

export type KnownMassAction = Exclude<MassActionState, { status: 'NONE' }>;

/** True when the next stage only waits for its time: three approved, and every blind review agreed. */
export function isReleasable(state: KnownMassAction): boolean {
  const { status, approvals, reviews, sample } = state;
  if (status !== 'PROPOSED' && status !== 'RELEASING') return false;
  return approvals.length >= MASS_ACTION_APPROVERS && reviews.length === sample.length;
}

/** When the next stage may be released, that gap after the last; 0 = at once. */
export function stageDue({ stage, stageAtUs }: KnownMassAction, stageGapUs: number): number {
  return stage === 0 ? 0 : stageAtUs + stageGapUs;
}

/** Accounts that have been released after a stage. */
export function stageSize(accounts: number, stage: number): number {
  return stage === 0 ? 0 : Math.ceil(accounts * (STAGES[stage - 1] ?? 1));
}

/** True after the last stage. */
export function isLastStage(stage: number): boolean {
  return stage >= STAGES.length;
}
