import { err, ok, type Result } from '@hustings/kernel';
import { sayHoldPlainly } from '../notice/render-hold.ts';
import type { HoldRejection, PlaceHold } from './commands.ts';
import type { HoldEvent } from './events.ts';
import { type HoldState, holdIdOf } from './state.ts';
import { fits, MAX_HOLD_TEXT } from './texts.ts';

const DAY_US = 86_400_000_000;

/** Somebody else has to look at a hold within a day (transition T08 of the ladder). */
export const REVIEW_WITHIN_US = DAY_US;

/** A takeover that nobody noticed for a month is a matter for a case, not for a hold that undoes what was decided. */
export const MAX_SUSPICION_US = 30 * DAY_US;

/** More devices than a campaign's office has. */
const MAX_SUSPECTS = 50;

/** Contacts that are told in one commit. */
const MAX_CONTACTS = 50;

/** Freezes a subject, and tells every verified contact but the suspect ones, in one commit. */
export function placeHold(
  command: PlaceHold,
  state: HoldState,
): Result<HoldEvent[], HoldRejection> {
  const refused = refuse(command, state);
  if (refused) return err(refused);
  const { subject, organisationId, reasons, placedAs, placedBy, nowUs } = command;
  const { suspectedSinceUs, suspectCredentialIds } = command;
  const holdId = holdIdOf(subject.id, state.count + 1);
  const reviewByUs = nowUs + REVIEW_WITHIN_US;
  const hold = { holdId, subject, placedAs, reasons, placedAtUs: nowUs, reviewByUs };
  const text = sayHoldPlainly(hold);
  const notices = command.contacts
    .filter((contact) => !suspectCredentialIds.includes(contact))
    .slice(0, MAX_CONTACTS)
    .map((contact, index) => ({
      ...{ type: 'HoldNoticeSent' as const, holdId, contact, text, atUs: nowUs },
      noticeId: noticeIdOf(holdId, index + 1),
    }));
  return ok([
    {
      type: 'CompromiseHoldPlaced',
      ...{ holdId, subject, organisationId, reasons, placedAs, suspectedSinceUs },
      noticeId: noticeIdOf(holdId, 1),
      decidedBy: placedBy,
      startsAtUs: nowUs,
      suspectCredentialIds,
      reviewByUs,
    },
    ...notices,
  ]);
}

function refuse(command: PlaceHold, state: HoldState): HoldRejection | null {
  const { reasons, suspectedSinceUs, suspectCredentialIds, nowUs } = command;
  if (command.conflicted.includes(command.placedBy)) return { reason: 'CONFLICT_OF_INTEREST' };
  if (state.hold && state.hold.status !== 'LIFTED') {
    return { reason: 'ALREADY_HELD', holdId: state.hold.holdId };
  }
  if (!fits(reasons, MAX_HOLD_TEXT)) return { reason: 'HOLD_REASONS_LENGTH', max: MAX_HOLD_TEXT };
  const earliestUs = nowUs - MAX_SUSPICION_US;
  if (suspectedSinceUs > nowUs || suspectedSinceUs < earliestUs) {
    return { reason: 'SUSPECTED_SINCE_INVALID', earliestUs, latestUs: nowUs };
  }
  return suspectCredentialIds.length > MAX_SUSPECTS
    ? { reason: 'TOO_MANY_SUSPECTS', max: MAX_SUSPECTS }
    : null;
}

function noticeIdOf(holdId: string, count: number): string {
  return `ntc-${holdId}-${count}`;
}
