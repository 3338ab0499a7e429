import { assert } from '@hustings/kernel';
import type { LegalHoldEvent, LegalHoldPlaced } from './events.ts';

/** One legal hold. */
export interface LegalHold extends Omit<LegalHoldPlaced, 'type' | 'atUs'> {
  /** LIFT_ASKED: it stands, and one person wants it lifted. */
  status: 'STANDING' | 'LIFT_ASKED' | 'LIFTED';
  placedAtUs: number;
  /** '' until somebody asked. */
  liftAskedBy: string;
  /** Why it is to be lifted, or was; '' until somebody asked. */
  liftReason: string;
  /** '' until it was lifted. */
  liftedBy: string;
}

/** Plain JSON: the state is the snapshot. Null before it was placed. */
export interface LegalHoldState {
  hold: LegalHold | null;
}

/** The state after an event. */
export function evolveLegalHold(state: LegalHoldState, event: LegalHoldEvent): LegalHoldState {
  if (event.type === 'LegalHoldPlaced') {
    const { type: _, atUs: placedAtUs, ...placed } = event;
    const open = { liftAskedBy: '', liftReason: '', liftedBy: '' };
    return { hold: { ...placed, ...open, placedAtUs, status: 'STANDING' } };
  }
  const { hold } = state;
  assert(hold !== null, `${event.type} of a legal hold that was not placed`);
  switch (event.type) {
    case 'LegalHoldLiftAsked': {
      const { askedBy: liftAskedBy, reason: liftReason } = event;
      return { hold: { ...hold, status: 'LIFT_ASKED', liftAskedBy, liftReason } };
    }
    case 'LegalHoldLifted': {
      const { liftedBy, reason: liftReason } = event;
      return { hold: { ...hold, status: 'LIFTED', liftedBy, liftReason } };
    }
  }
}
