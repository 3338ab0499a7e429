import { assert, unreachable } from '@hustings/kernel';
import type { MassActionEvent } from './events.ts';
import { isLastStage, type MassActionState } from './state.ts';

/** The state after an event. */
export function evolveMassAction(state: MassActionState, event: MassActionEvent): MassActionState {
  if (event.type === 'MassActionProposed') {
    const { massActionId, clause, proposedBy, items, sample } = event;
    return {
      status: 'PROPOSED',
      ...{ massActionId, clause, proposedBy, items, sample },
      ...{ approvals: [], reviews: [], stage: 0, stageAtUs: 0 },
    };
  }
  assert(state.status !== 'NONE', `${event.type} before MassActionProposed`);
  switch (event.type) {
    case 'MassActionApproved': {
      const { approvedBy, atUs } = event;
      return { ...state, approvals: [...state.approvals, { approvedBy, atUs }] };
    }
    case 'BlindReviewRecorded': {
      const { caseId, reviewer, agrees, atUs } = event;
      return { ...state, reviews: [...state.reviews, { caseId, reviewer, agrees, atUs }] };
    }
    case 'MassActionStageReleased': {
      const { stage, atUs } = event;
      const status = isLastStage(stage) ? 'RELEASED' : 'RELEASING';
      return { ...state, status, stage, stageAtUs: atUs };
    }
    case 'MassActionHalted':
      return { ...state, status: 'HALTED' };
    case 'MassActionRolledBack': {
      const { rolledBackBy, reasons } = event;
      return { ...state, status: 'ROLLED_BACK', rolledBackBy, reasons };
    }
    default:
      return unreachable(event);
  }
}
