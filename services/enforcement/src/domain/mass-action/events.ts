/** One account, with a finding and a set of evidence of its own. */
export interface MassActionItem {
  caseId: string;
  proposalId: string;
  organisationId: string;
  /** SHA-256 of the reasons in the proposal, with the facts that they cite. */
  findingSha256: string;
}

interface OfAction {
  massActionId: string;
  atUs: number;
}

export interface MassActionProposed extends OfAction {
  type: 'MassActionProposed';
  clause: string;
  reasons: string;
  proposedBy: string;
  /** In the order in which they are released. */
  items: readonly MassActionItem[];
  /** Cases that are decided again blind. */
  sample: readonly string[];
  draws: readonly number[];
}

export interface MassActionApproved extends OfAction {
  type: 'MassActionApproved';
  approvedBy: string;
  reasons: string;
}

export interface BlindReviewRecorded extends OfAction {
  type: 'BlindReviewRecorded';
  caseId: string;
  reviewer: string;
  agrees: boolean;
  reasons: string;
}

/** Public: counts, no names. */
export interface MassActionStageReleased extends OfAction {
  type: 'MassActionStageReleased';
  stage: number;
  released: number;
  accounts: number;
}

export interface MassActionHalted extends OfAction {
  type: 'MassActionHalted';
  reason: string;
}

export interface MassActionRolledBack extends OfAction {
  type: 'MassActionRolledBack';
  rolledBackBy: string;
  reasons: string;
  accounts: number;
}

export type MassActionEvent =
  | MassActionProposed
  | MassActionApproved
  | BlindReviewRecorded
  | MassActionStageReleased
  | MassActionHalted
  | MassActionRolledBack;
