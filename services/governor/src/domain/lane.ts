import type { LanePaused, LaneRef, LaneResumed, LaneWeighed } from '@hustings/contracts/governor';
import type { Decider } from '@hustings/decider';
import { err, ok } from '@hustings/kernel';

/** Largest share of a campaign: beyond it the others of its sender would hardly move. */
export const WEIGHT_MAX = 100;

/** What the owner of a campaign or sender has ordered for what is queued of it. */
export interface LaneState {
  paused: boolean;
  /** Share against other campaigns of a sender. */
  weight: number;
}

export type LaneCommand = { organisationId: string; lane: LaneRef } & (
  | { type: 'PauseLane' }
  | { type: 'ResumeLane' }
  | { type: 'WeighLane'; weight: number }
);

export type LaneEvent =
  | ({ type: 'LanePaused' } & LanePaused)
  | ({ type: 'LaneResumed' } & LaneResumed)
  | ({ type: 'LaneWeighed' } & LaneWeighed);

export type LaneRejection = { reason: 'WEIGHT_OUT_OF_RANGE' };

/** An order that changes nothing is no event. */
export const laneDecider: Decider<LaneState, LaneCommand, LaneEvent, LaneRejection> = {
  initialState: () => ({ paused: false, weight: 1 }),

  decide(command, state) {
    const { organisationId, lane } = command;
    switch (command.type) {
      case 'PauseLane':
        return ok(state.paused ? [] : [{ type: 'LanePaused', organisationId, lane }]);
      case 'ResumeLane':
        return ok(state.paused ? [{ type: 'LaneResumed', organisationId, lane }] : []);
      case 'WeighLane': {
        const { weight } = command;
        if (!isWeight(weight)) return err({ reason: 'WEIGHT_OUT_OF_RANGE' });
        if (weight === state.weight) return ok([]);
        return ok([{ type: 'LaneWeighed', organisationId, lane, weight }]);
      }
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case 'LanePaused':
        return { ...state, paused: true };
      case 'LaneResumed':
        return { ...state, paused: false };
      case 'LaneWeighed':
        return { ...state, weight: event.weight };
    }
  },
};

function isWeight(weight: number): boolean {
  return Number.isInteger(weight) && weight >= 1 && weight <= WEIGHT_MAX;
}
