import { readFileSync } from 'node:fs';
import {
  SanctionEnded,
  SanctionImposed,
  SlowStartBegan,
  Standing,
  SubjectKind,
  Warned,
  WarningDelivered,
} from '@hustings/contracts/enforcement';
import type { PolicyDocument } from '@hustings/policy';
import { describe, expect, it } from 'vitest';
import { applyToPaceBook, emptyPaceBook, pacesOfSender } from '../src/domain/pace-book.ts';

const POLICY: PolicyDocument = JSON.parse(
  readFileSync(new URL('../../../examples/policies/default.json', import.meta.url), 'utf8'),
);
const T0 = 1_800_000_000_000_000;
const HOUR = 3_600_000_000;
const WHO = { organisationId: 'org-1', senderId: 'snd-1' };
const SENDER = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: 'snd-1' };
const ORGANISATION = { subjectKind: SubjectKind.SUBJECT_KIND_ORGANISATION, subjectId: 'org-1' };
const { noticeDeemedDeliveredAfterMs, warning } = POLICY.enforcement.ladder;
/** The longest that a warning stays new. */
const LONGEST = (noticeDeemedDeliveredAfterMs + warning.minGapAfterDeliveryMs) * 1_000;

type StoredEvent = Parameters<typeof applyToPaceBook>[1];

function slowStart(endsAtUs: number, senderId = 'snd-1'): StoredEvent {
  const event = { ...WHO, senderId, startsAtUs: BigInt(T0), endsAtUs: BigInt(endsAtUs) };
  const data = SlowStartBegan.encode(SlowStartBegan.fromPartial(event)).finish();
  return { eventType: 'enforcement.SlowStartBegan.v1', data };
}

function warned(subject: { subjectKind: SubjectKind; subjectId: string }): StoredEvent {
  const event = { ...subject, organisationId: 'org-1', statement: { startsAtUs: BigInt(T0) } };
  const data = Warned.encode(Warned.fromPartial(event)).finish();
  return { eventType: 'enforcement.Warned.v1', data };
}

function delivered(countsFromUs: number): StoredEvent {
  const event = { ...SENDER, organisationId: 'org-1', countsFromUs: BigInt(countsFromUs) };
  const data = WarningDelivered.encode(WarningDelivered.fromPartial(event)).finish();
  return { eventType: 'enforcement.WarningDelivered.v1', data };
}

function ended(sanctionId: string): StoredEvent {
  const event = { ...SENDER, organisationId: 'org-1', sanctionId };
  const data = SanctionEnded.encode(SanctionEnded.fromPartial(event)).finish();
  return { eventType: 'enforcement.SanctionEnded.v1', data };
}

function restricted(): StoredEvent {
  const standing = Standing.STANDING_RESTRICTED;
  const event = { ...SENDER, organisationId: 'org-1', sanctionId: 's-1', standing };
  const data = SanctionImposed.encode(
    SanctionImposed.fromPartial({ ...event, startsAtUs: BigInt(T0) }),
  ).finish();
  return { eventType: 'enforcement.SanctionImposed.v1', data };
}

describe('what slows a sender down', () => {
  it.each([
    ['nothing', [], 0, 0],
    ['a slow start', [slowStart(T0 + 5 * HOUR)], 0, T0 + 5 * HOUR],
    ['a slow start that has ended', [slowStart(T0)], 0, 0],
    ['a slow start of another number', [slowStart(T0 + HOUR, 'snd-2')], 0, 0],
    ['a warning, until its notice counts', [warned(SENDER)], T0 + LONGEST, 0],
    ['a warning of the organisation', [warned(ORGANISATION)], T0 + LONGEST, 0],
    [
      'a warning whose notice was read',
      [warned(SENDER), delivered(T0 + 2 * HOUR)],
      T0 + 2 * HOUR,
      0,
    ],
    ['a warning that has ended', [warned(SENDER), ended('warning')], 0, 0],
    ['a slow start that was confirmed', [slowStart(T0 + HOUR), ended('slow-start')], 0, 0],
    ['the end of another measure', [slowStart(T0 + HOUR), ended('s-1')], 0, T0 + HOUR],
    ['a restriction, which is no matter of pace', [restricted()], 0, 0],
    ['both', [warned(SENDER), slowStart(T0 + HOUR)], T0 + LONGEST, T0 + HOUR],
  ])('%s', (...[, events, warnedUntilUs, slowUntilUs]) => {
    const book = emptyPaceBook();
    for (const event of events) applyToPaceBook(book, event);
    const paces = pacesOfSender(book, WHO, { policy: POLICY, nowUs: T0 + 1 });
    expect(paces).toEqual({ warnedUntilUs, slowUntilUs });
  });

  it('is nothing before it begins', () => {
    const book = emptyPaceBook();
    applyToPaceBook(book, slowStart(T0 + HOUR));
    const before = pacesOfSender(book, WHO, { policy: POLICY, nowUs: T0 - 1 });
    expect(before).toEqual({ warnedUntilUs: 0, slowUntilUs: 0 });
  });
});
