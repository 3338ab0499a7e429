import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** A proposal belongs to one mass action, whatever becomes of that action. */
export interface ProposalBound {
  type: 'ProposalBound';
  proposalId: string;
  massActionId: string;
  /** Microseconds since the Unix epoch. */
  atUs: number;
}

/** Plain JSON: the state is the snapshot. '' = bound by none. */
export interface ProposalClaim {
  massActionId: string;
}

export type BindProposal = Omit<ProposalBound, 'type'> & { type: 'BindProposal' };

/** Why a proposal is not bound. */
export interface ClaimRejection {
  reason: 'PROPOSAL_BOUND';
  massActionId: string;
}

/**
 * Whom a proposal is bound by. It has a subject of its own in the log, so that of two replicas which bind it at the same moment the
 * log refuses one, whatever their views have seen.
 */
export const claimDecider: Decider<ProposalClaim, BindProposal, ProposalBound, ClaimRejection> = {
  initialState: () => ({ massActionId: '' }),
  evolve: (_state, { massActionId }) => ({ massActionId }),
  decide({ type: _, ...bound }, { massActionId }) {
    if (massActionId !== '') return err({ reason: 'PROPOSAL_BOUND', massActionId });
    return ok([{ type: 'ProposalBound', ...bound }]);
  },
};
