import { fold } from '@hustings/decider';
import type { HoldCommand, PlaceHold, ReverifyOwner } from '../src/domain/hold/commands.ts';
import { holdDecider } from '../src/domain/hold/decider.ts';
import type { HoldEvent } from '../src/domain/hold/events.ts';
import * as f from './fixtures.ts';

export const HOLD = 'hld-org-1-1';
export const placedAtUs = f.START_US;
export const place: PlaceHold = {
  type: 'PlaceHold',
  subject: { kind: 'ORGANISATION', id: f.ORGANISATION },
  organisationId: f.ORGANISATION,
  reasons: 'A login from a country where nobody of us is.',
  placedAs: 'MODERATOR',
  placedBy: 'crd-moderator',
  suspectedSinceUs: placedAtUs - f.HOUR_US,
  suspectCredentialIds: ['crd-thief'],
  contacts: ['crd-admin', 'crd-thief', 'crd-office'],
  conflicted: [],
  nowUs: placedAtUs,
};
export const byOwner: PlaceHold = { ...place, placedAs: 'OWNER', placedBy: 'crd-admin' };
export const review: HoldCommand = {
  type: 'ReviewHold',
  ...{ holdId: HOLD, reviewer: 'crd-reviewer', keep: true, reasons: 'It looks real.' },
  conflicted: [],
  nowUs: placedAtUs + f.HOUR_US,
};
export const reverify: ReverifyOwner = {
  type: 'ReverifyOwner',
  ...{ holdId: HOLD, proof: 'Extract of the register and a code.', isTheirs: true },
  ...{ trustedCredentialId: 'crd-new', verifiedBy: 'crd-operator' },
  conflicted: [],
  nowUs: placedAtUs + 2 * f.HOUR_US,
};
export const lift: HoldCommand = {
  type: 'LiftHold',
  ...{ holdId: HOLD, reason: 'The owner is back.', liftedBy: 'crd-reviewer', liveSuspects: [] },
  conflicted: [],
  nowUs: placedAtUs + 3 * f.HOUR_US,
};
export const lapse: HoldCommand = { type: 'LapseHold', holdId: HOLD, nowUs: placedAtUs + f.DAY_US };
export const tell: HoldCommand = {
  type: 'RecordRecipientsTold',
  ...{ holdId: HOLD, how: 'One message each.', people: 120, toldBy: 'crd-admin' },
  nowUs: placedAtUs + 4 * f.HOUR_US,
};

/** The history that orders leave; each of them must be accepted. */
export function historyOf(...commands: HoldCommand[]): HoldEvent[] {
  const events: HoldEvent[] = [];
  for (const command of commands) {
    const result = holdDecider.decide(command, fold(holdDecider, events));
    if (!result.ok) throw new Error(`${command.type} was refused: ${result.error.reason}`);
    events.push(...result.value);
  }
  return events;
}
