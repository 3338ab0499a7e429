import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';
import type {
  HoldCommand,
  HoldRejection,
  LapseHold,
  LiftHold,
  RecordRecipientsTold,
  ReverifyOwner,
  ReviewHold,
} from './commands.ts';
import type { CompromiseHoldLifted, HoldEvent } from './events.ts';
import { evolveHold } from './evolve.ts';
import { placeHold } from './place-hold.ts';
import { type Hold, type HoldState, holdLapsesAtUs } from './state.ts';
import { fits, MAX_HOLD_TEXT, MAX_PROOF } from './texts.ts';

type Decided = Result<HoldEvent[], HoldRejection>;

/** The holds of one subject, one at a time: frozen, reviewed, verified anew, given back. */
export const holdDecider: Decider<HoldState, HoldCommand, HoldEvent, HoldRejection> = {
  decide,
  evolve: evolveHold,
  initialState: () => ({ count: 0, hold: null }),
};

function decide(command: HoldCommand, state: HoldState): Decided {
  if (command.type === 'PlaceHold') return placeHold(command, state);
  const { hold } = state;
  if (hold?.holdId !== command.holdId) return err({ reason: 'HOLD_UNKNOWN' });
  if (command.type === 'RecordRecipientsTold') return tell(command, hold);
  if (hold.status === 'LIFTED') return err({ reason: 'HOLD_LIFTED' });
  switch (command.type) {
    case 'ReviewHold':
      return review(command, hold);
    case 'ReverifyOwner':
      return reverify(command, hold);
    case 'LiftHold':
      return lift(command, hold);
    case 'LapseHold':
      return lapse(command, hold);
  }
}

/** Somebody who did not place it looks at it. Unfounded, it ends at once and was nothing. */
function review(command: ReviewHold, hold: Hold): Decided {
  const { reviewer, keep, reasons, conflicted, nowUs } = command;
  if (hold.reviewer !== '') return err({ reason: 'HOLD_ALREADY_REVIEWED' });
  if (conflicted.includes(reviewer)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  if (reviewer === hold.placedBy) return err({ reason: 'REVIEWER_PLACED_HOLD' });
  if (!fits(reasons, MAX_HOLD_TEXT)) {
    return err({ reason: 'HOLD_REASONS_LENGTH', max: MAX_HOLD_TEXT });
  }
  const { holdId } = hold;
  const reviewed = { holdId, reviewer, kept: keep, reasons, atUs: nowUs };
  return ok([
    { type: 'HoldReviewed', ...reviewed },
    ...(keep ? [] : [end(hold, { reason: reasons, liftedBy: reviewer, confirmed: false, nowUs })]),
  ]);
}

function reverify(command: ReverifyOwner, hold: Hold): Decided {
  const { holdId, proof, trustedCredentialId, isTheirs, verifiedBy, conflicted, nowUs } = command;
  if (conflicted.includes(verifiedBy)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  if (hold.status === 'REVERIFIED') return err({ reason: 'OWNER_ALREADY_REVERIFIED' });
  if (!fits(proof, MAX_PROOF)) return err({ reason: 'PROOF_LENGTH', max: MAX_PROOF });
  if (hold.suspectCredentialIds.includes(trustedCredentialId)) {
    return err({ reason: 'CREDENTIAL_SUSPECT' });
  }
  if (!isTheirs) return err({ reason: 'CREDENTIAL_NOT_THEIRS' });
  const event = { holdId, proof, trustedCredentialId, verifiedBy, atUs: nowUs };
  return ok([{ type: 'OwnerReverified', ...event }]);
}

/** Gives the account back: verified anew, the intruder's credentials ended, by somebody else than who verified. */
function lift(command: LiftHold, hold: Hold): Decided {
  const { reason, liftedBy, liveSuspects, conflicted, nowUs } = command;
  if (hold.status !== 'REVERIFIED') return err({ reason: 'OWNER_NOT_REVERIFIED' });
  if (conflicted.includes(liftedBy)) return err({ reason: 'CONFLICT_OF_INTEREST' });
  if (liftedBy === hold.verifiedBy || liftedBy === hold.placedBy) {
    return err({ reason: 'LIFTER_INVOLVED' });
  }
  if (!fits(reason, MAX_HOLD_TEXT)) {
    return err({ reason: 'HOLD_REASONS_LENGTH', max: MAX_HOLD_TEXT });
  }
  if (liveSuspects.length > 0) {
    return err({ reason: 'SUSPECT_CREDENTIAL_LIVE', credentialIds: liveSuspects });
  }
  return ok([end(hold, { reason, liftedBy, confirmed: true, nowUs })]);
}

/** A hold that nobody looked at in time ends: else it would be a ban by another name. The owner's own stays. */
function lapse({ nowUs }: LapseHold, hold: Hold): Decided {
  const dueAtUs = holdLapsesAtUs(hold);
  if (dueAtUs === null) return err({ reason: 'HOLD_DOES_NOT_LAPSE' });
  if (nowUs < dueAtUs) return err({ reason: 'HOLD_NOT_DUE', dueAtUs });
  const reason = 'Nobody looked at the hold in time.';
  return ok([end(hold, { reason, liftedBy: 'system', confirmed: false, nowUs })]);
}

/** Once: whoever was written to by an intruder is not written to again and again about it. */
function tell({ holdId, how, people, toldBy, nowUs }: RecordRecipientsTold, hold: Hold): Decided {
  if (hold.recipientsTold) return err({ reason: 'RECIPIENTS_ALREADY_TOLD' });
  if (!fits(how, MAX_PROOF)) return err({ reason: 'PROOF_LENGTH', max: MAX_PROOF });
  return ok([{ type: 'RecipientsTold', holdId, how, people, toldBy, atUs: nowUs }]);
}

function end(
  hold: Hold,
  ending: { reason: string; liftedBy: string; confirmed: boolean; nowUs: number },
): CompromiseHoldLifted {
  const { holdId, subject, organisationId } = hold;
  const { nowUs, confirmed, ...said } = ending;
  return {
    type: 'CompromiseHoldLifted',
    ...{ holdId, subject, organisationId, confirmed, ...said },
    atUs: nowUs,
    markedFromUs: confirmed ? hold.suspectedSinceUs : 0,
    markedUntilUs: confirmed ? nowUs : 0,
  };
}
