import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';
import { firstOf } from '../case/people.ts';
import { fits, MAX_HOLD_TEXT } from '../hold/texts.ts';
import type {
  AskLegalHoldLift,
  LegalHoldCommand,
  LegalHoldRejection,
  LiftLegalHold,
  PlaceLegalHold,
} from './commands.ts';
import type { LegalHoldEvent } from './events.ts';
import { evolveLegalHold, type LegalHold, type LegalHoldState } from './state.ts';

type Decided = Result<LegalHoldEvent[], LegalHoldRejection>;

/**
 * A legal hold: an overlay under which nothing is erased (policy data, LEGAL_HOLD). One person places it, because what was erased
 * meanwhile is gone; two lift it, because what is erased afterwards is gone as well. It has no end of its own for the same reason.
 */
export const legalHoldDecider: Decider<
  LegalHoldState,
  LegalHoldCommand,
  LegalHoldEvent,
  LegalHoldRejection
> = { decide, evolve: evolveLegalHold, initialState: () => ({ hold: null }) };

function decide(command: LegalHoldCommand, { hold }: LegalHoldState): Decided {
  if (command.type === 'PlaceLegalHold') {
    return hold ? err({ reason: 'LEGAL_HOLD_EXISTS' }) : place(command);
  }
  if (!hold) return err({ reason: 'LEGAL_HOLD_UNKNOWN' });
  if (hold.status === 'LIFTED') return err({ reason: 'LEGAL_HOLD_LIFTED' });
  return command.type === 'AskLegalHoldLift' ? askLift(command, hold) : lift(command, hold);
}

function place(command: PlaceLegalHold): Decided {
  const { holdId, organisationId, caseId, authority, reasons, coversFromUs, by, nowUs } = command;
  const refused = firstOf<LegalHoldRejection>([
    refuseConflict(command),
    refuseText('authority', authority),
    refuseText('reasons', reasons),
    coversFromUs < 0 || coversFromUs > nowUs
      ? { reason: 'COVERS_FROM_INVALID', latestUs: nowUs }
      : null,
  ]);
  if (refused) return err(refused);
  const placed = { holdId, organisationId, caseId, authority, reasons, coversFromUs };
  return ok([{ type: 'LegalHoldPlaced', ...placed, placedBy: by, atUs: nowUs }]);
}

function askLift(
  command: AskLegalHoldLift,
  { holdId, organisationId, status }: LegalHold,
): Decided {
  const { by, reason, nowUs } = command;
  const refused = firstOf<LegalHoldRejection>([
    status === 'LIFT_ASKED' ? { reason: 'LIFT_ALREADY_ASKED' } : null,
    refuseConflict(command),
    refuseText('reason', reason),
  ]);
  if (refused) return err(refused);
  const asked = { holdId, organisationId, reason, askedBy: by, atUs: nowUs };
  return ok([{ type: 'LegalHoldLiftAsked', ...asked }]);
}

function lift(command: LiftLegalHold, hold: LegalHold): Decided {
  const { by, reason, nowUs } = command;
  const { holdId, organisationId, status, placedBy, liftAskedBy } = hold;
  const refused = firstOf<LegalHoldRejection>([
    status === 'STANDING' ? { reason: 'LIFT_NOT_ASKED' } : null,
    refuseConflict(command),
    by === placedBy || by === liftAskedBy ? { reason: 'LIFTER_INVOLVED' } : null,
    refuseText('reason', reason),
  ]);
  if (refused) return err(refused);
  const lifted = { holdId, organisationId, reason, liftedBy: by, atUs: nowUs };
  return ok([{ type: 'LegalHoldLifted', ...lifted }]);
}

function refuseConflict({ by, conflicted }: LegalHoldCommand): LegalHoldRejection | null {
  return conflicted.includes(by) ? { reason: 'CONFLICT_OF_INTEREST' } : null;
}

function refuseText(field: string, text: string): LegalHoldRejection | null {
  const max = MAX_HOLD_TEXT;
  return fits(text, max) ? null : { reason: 'LEGAL_HOLD_TEXT_LENGTH', field, max };
}
