import { assert } from '@hustings/kernel';
import type { CompromiseHoldPlaced, HoldEvent } from './events.ts';
import type { Hold, HoldState } from './state.ts';

/** The state after an event. */
export function evolveHold(state: HoldState, event: HoldEvent): HoldState {
  if (event.type === 'CompromiseHoldPlaced') {
    return { count: state.count + 1, hold: place(event) };
  }
  const { hold } = state;
  assert(hold?.holdId === event.holdId, `${event.type} of a hold that was not placed`);
  return { ...state, hold: { ...hold, ...changeOf(hold, event) } };
}

function place(event: CompromiseHoldPlaced): Hold {
  const { holdId, subject, organisationId, placedAs, reasons, suspectedSinceUs } = event;
  return {
    ...{ holdId, subject, organisationId, placedAs, reasons, suspectedSinceUs },
    status: 'HELD',
    placedBy: event.decidedBy,
    placedAtUs: event.startsAtUs,
    reviewByUs: event.reviewByUs,
    suspectCredentialIds: event.suspectCredentialIds,
    ...{
      notices: [],
      reviewer: '',
      verifiedBy: '',
      liftedBy: '',
      confirmed: false,
      recipientsTold: false,
    },
    ...{ markedFromUs: 0, markedUntilUs: 0 },
  };
}

function changeOf(
  hold: Hold,
  event: Exclude<HoldEvent, { type: 'CompromiseHoldPlaced' }>,
): Partial<Hold> {
  switch (event.type) {
    case 'HoldNoticeSent': {
      const { noticeId, contact, text, atUs } = event;
      return { notices: [...hold.notices, { noticeId, contact, text, issuedAtUs: atUs }] };
    }
    case 'HoldReviewed': {
      const { reviewer } = event;
      // Who was verified before the review stays verified.
      return { reviewer, status: hold.status === 'HELD' ? 'KEPT' : hold.status };
    }
    case 'OwnerReverified':
      return { status: 'REVERIFIED', verifiedBy: event.verifiedBy };
    case 'RecipientsTold':
      return { recipientsTold: true };
    case 'CompromiseHoldLifted': {
      const { confirmed, markedFromUs, markedUntilUs } = event;
      return { status: 'LIFTED', confirmed, markedFromUs, markedUntilUs, liftedBy: event.liftedBy };
    }
  }
}
