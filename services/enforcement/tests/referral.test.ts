import { fold, given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { referralCodec } from '../src/adapters/referral-codec.ts';
import type {
  AddReferralEvidence,
  ApproveReferral,
  PublishNotice,
  ReferralCommand,
  ReferralRejection,
} from '../src/domain/referral/commands.ts';
import { endOfDayUs } from '../src/domain/referral/day-rule.ts';
import { referralDecider } from '../src/domain/referral/decider.ts';
import type { ReferralEvent } from '../src/domain/referral/events.ts';
import { groundOf, type ReferralItem } from '../src/domain/referral/predicate.ts';

const us = (iso: string): number => Date.parse(iso) * 1000;
const ZONE = 'America/Los_Angeles';
/** Midnight of the 8th in Los Angeles. */
const AFTER = us('2019-12-08T08:00:00Z');

describe('"after 7 December 2019" begins', () => {
  it.each([
    [ZONE, '2019-12-08T08:00:00Z'],
    ['UTC', '2019-12-08T00:00:00Z'],
    ['Europe/Madrid', '2019-12-07T23:00:00Z'],
    ['Asia/Kolkata', '2019-12-07T18:30:00Z'],
    ['Pacific/Kiritimati', '2019-12-07T10:00:00Z'],
    ['Pacific/Pago_Pago', '2019-12-08T11:00:00Z'],
  ])('in %s at %s', (zone, instant) => {
    expect(endOfDayUs('2019-12-07', zone)).toBe(us(instant));
  });

  it.each([
    ['a day on which the clocks go forward', '2027-03-28', 'Europe/Madrid', '2027-03-28T22:00:00Z'],
    ['a day on which they go back', '2027-10-31', 'Europe/Madrid', '2027-10-31T23:00:00Z'],
    ['a day that Samoa left out', '2011-12-29', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
    ['a leap day', '2028-02-29', 'UTC', '2028-03-01T00:00:00Z'],
  ])('ends %s when the next date begins there', (...row) => {
    const [, date, zone, instant] = row;
    expect(endOfDayUs(date, zone)).toBe(us(instant));
  });

  it.each([
    ['2019-02-30', 'UTC'],
    ['7 December 2019', 'UTC'],
    ['2019-12-07', 'Mars/Olympus'],
  ])('is refused for %s in %s', (date, zone) => {
    expect(endOfDayUs(date, zone)).toBeNull();
  });
});

function item(change: Partial<ReferralItem>): ReferralItem {
  return {
    ...{ evidenceId: 'evd-1', evidenceClass: 'D', conductAtUs: AFTER, summary: 'A claim.' },
    ...{ sha256: 'ab'.repeat(32), url: 'https://a.example/claim', linkedEvidenceIds: [] },
    ...change,
  };
}

describe('a referral rests on', () => {
  it.each<[string, ReferralItem[], string | null]>([
    [
      'events of this system, of any date',
      [item({ evidenceClass: 'A', conductAtUs: 0 })],
      'ON_PLATFORM',
    ],
    ['a public claim of conduct after the date', [item({})], 'CONTINUED_AFTER_DATE'],
    [
      'no claim of conduct at the last instant of the date',
      [item({ conductAtUs: AFTER - 1 })],
      null,
    ],
    [
      'no claim of conduct on the date itself',
      [item({ conductAtUs: us('2019-12-07T20:00:00Z') })],
      null,
    ],
    [
      'a public claim linked with a receipt from before the date',
      [
        item({ conductAtUs: us('2019-11-01T00:00:00Z') }),
        item({
          ...{ evidenceId: 'evd-2', evidenceClass: 'B', linkedEvidenceIds: ['evd-1'] },
          conductAtUs: us('2019-11-02T00:00:00Z'),
        }),
      ],
      'LINKED_BEFORE_DATE',
    ],
    [
      'no unlinked receipt beside an old claim',
      [
        item({ conductAtUs: us('2019-11-01T00:00:00Z') }),
        item({ evidenceId: 'evd-2', evidenceClass: 'B', conductAtUs: us('2019-11-02T00:00:00Z') }),
      ],
      null,
    ],
    ['no receipt alone', [item({ evidenceClass: 'B' })], null],
    ['no private screenshot', [item({ evidenceClass: 'E' })], null],
    ['no anonymous tip', [item({ evidenceClass: 'F' })], null],
    ['nothing', [], null],
  ])('%s', (_, items, ground) => {
    expect(groundOf(items, AFTER)?.ground ?? null).toBe(ground);
  });
});

const NOW = us('2019-10-01T00:00:00Z');
const publish: PublishNotice = {
  type: 'PublishNotice',
  ...{ referralId: 'ref-1', organisationId: 'org-1', effectiveDate: '2019-12-07', timeZone: ZONE },
  ...{ conduct: 'Bulk messages.', clause: 'terms 4.2 (version 1)', contact: 'legal desk' },
  ...{ evidenceClasses: ['A', 'D'], publishedBy: 'crd-moderator', conflicted: [], nowUs: NOW },
};
const { evidenceId: _id, ...claim } = item({});
const add: AddReferralEvidence = {
  type: 'AddReferralEvidence',
  ...{ item: claim, submittedBy: 'crd-moderator', conflicted: [], nowUs: AFTER + 1 },
};
const approve = (approvedBy: string, approvedAs: 'DECIDER' | 'COUNSEL'): ApproveReferral => ({
  ...{ type: 'ApproveReferral', approvedBy, approvedAs, reasons: 'It is clear.' },
  ...{ conflicted: ['crd-rival'], nowUs: AFTER + 2 },
});
const one = approve('crd-one', 'DECIDER');
const two = approve('crd-two', 'DECIDER');
const counsel = approve('crd-counsel', 'COUNSEL');
const rival = approve('crd-rival', 'COUNSEL');
const tell: ReferralCommand = {
  type: 'TellRespondent',
  ...{ forbiddenBy: '', recordedBy: 'crd-moderator', conflicted: [], nowUs: NOW + 1 },
};
const later = { conflicted: [], nowUs: AFTER + 3 };
const make: ReferralCommand = { type: 'MakeReferral', madeBy: 'crd-moderator', ...later };
const withdraw: ReferralCommand = {
  type: 'WithdrawReferral',
  ...{ reason: 'It was settled.', withdrawnBy: 'crd-moderator', ...later },
};

function historyOf(...commands: ReferralCommand[]): ReferralEvent[] {
  const events: ReferralEvent[] = [];
  for (const command of commands) {
    const result = referralDecider.decide(command, fold(referralDecider, events));
    if (!result.ok) throw new Error(`${command.type} was refused: ${result.error.reason}`);
    events.push(...result.value);
  }
  return events;
}

describe('a referral refuses', () => {
  it.each<[string, ReferralCommand[], ReferralCommand, ReferralRejection]>([
    ['what was not noticed', [], make, { reason: 'REFERRAL_UNKNOWN' }],
    ['a second notice', [publish], publish, { reason: 'REFERRAL_EXISTS' }],
    [
      'a notice without conduct',
      [],
      { ...publish, conduct: '' },
      { reason: 'REFERRAL_TEXT_LENGTH', field: 'conduct', max: 2000 },
    ],
    [
      'a notice of no date',
      [],
      { ...publish, effectiveDate: '2019-13-01' },
      { reason: 'EFFECTIVE_DATE_INVALID' },
    ],
    [
      'a notice without a zone',
      [],
      { ...publish, timeZone: '' },
      { reason: 'EFFECTIVE_DATE_INVALID' },
    ],
    [
      'a notice after the fact',
      [],
      { ...publish, nowUs: AFTER },
      { reason: 'NOTICE_NOT_AHEAD', effectiveAfterUs: AFTER },
    ],
    [
      'a notice that names no evidence',
      [],
      { ...publish, evidenceClasses: [] },
      { reason: 'EVIDENCE_CLASSES_MISSING' },
    ],
    [
      'evidence that was not announced',
      [publish],
      { ...add, item: { ...claim, evidenceClass: 'B' } },
      { reason: 'EVIDENCE_NOT_ANNOUNCED', evidenceClass: 'B' },
    ],
    [
      'evidence without its hash',
      [publish],
      { ...add, item: { ...claim, sha256: 'x' } },
      { reason: 'EVIDENCE_HASH_INVALID' },
    ],
    [
      'a claim without its place',
      [publish],
      { ...add, item: { ...claim, url: '' } },
      { reason: 'EVIDENCE_URL_MISSING' },
    ],
    [
      'conduct that is still to come',
      [publish],
      { ...add, nowUs: NOW },
      { reason: 'EVIDENCE_IN_FUTURE' },
    ],
    [
      'a link with nothing',
      [publish],
      { ...add, item: { ...claim, linkedEvidenceIds: ['evd-9'] } },
      { reason: 'EVIDENCE_LINK_UNKNOWN', evidenceId: 'evd-9' },
    ],
    ['an approval before the predicate holds', [publish], one, { reason: 'PREDICATE_NOT_MET' }],
    [
      'an approval by who brought the evidence',
      [publish, add],
      approve('crd-moderator', 'DECIDER'),
      { reason: 'APPROVER_INVOLVED' },
    ],
    ['an approval by a rival', [publish, add], rival, { reason: 'CONFLICT_OF_INTEREST' }],
    ['a second approval by one person', [publish, add, one], one, { reason: 'ALREADY_APPROVED' }],
    [
      'an approval without reasons',
      [publish, add],
      { ...one, reasons: '' },
      { reason: 'REFERRAL_TEXT_LENGTH', field: 'reasons', max: 2000 },
    ],
    [
      'one decider and counsel',
      [publish, tell, add, one, counsel],
      make,
      { reason: 'APPROVALS_MISSING', deciders: 1, counsel: true },
    ],
    [
      'two deciders without counsel',
      [publish, tell, add, one, two],
      make,
      { reason: 'APPROVALS_MISSING', deciders: 2, counsel: false },
    ],
    [
      'approvals of less evidence than there is now',
      [publish, tell, add, one, two, counsel, add],
      make,
      { reason: 'APPROVALS_MISSING', deciders: 0, counsel: false },
    ],
    [
      'to be made behind the back of the respondent',
      [publish, add, one, two, counsel],
      make,
      { reason: 'RESPONDENT_NOT_TOLD' },
    ],
    ['to tell twice', [publish, tell], tell, { reason: 'RESPONDENT_ALREADY_TOLD' }],
    ['to be made without evidence', [publish, tell], make, { reason: 'PREDICATE_NOT_MET' }],
    [
      'anything after its withdrawal',
      [publish, withdraw],
      tell,
      { reason: 'REFERRAL_CLOSED', status: 'WITHDRAWN' },
    ],
  ])('%s', (...row) => {
    const [, orders, when, refused] = row;
    const outcome = given(referralDecider, historyOf(...orders)).when(when);
    expect(outcome).toEqual({ rejected: refused });
  });
});

describe('a referral', () => {
  it('names zone and instant in what it tells, and that it changes nothing', () => {
    const told = historyOf(publish, tell).at(-1);
    expect(told).toMatchObject({ type: 'ReferralRespondentTold', told: true });
    const text = told && 'text' in told ? told.text : '';
    expect(text).toContain('2019-12-07 in the zone America/Los_Angeles');
    expect(text).toContain('2019-12-08 08:00:00 UTC');
    expect(text).toContain('It is no sanction');
  });

  it('is made by two deciders and counsel once the respondent was told', () => {
    expect(historyOf(publish, tell, add, one, two, counsel, make).at(-1)).toMatchObject({
      ...{ type: 'ReferralMade', ground: 'CONTINUED_AFTER_DATE', evidenceIds: ['evd-ref-1-1'] },
    });
  });

  it('may be made untold where the law forbids to tell, and says which', () => {
    const forbidden: ReferralCommand = { ...tell, forbiddenBy: 'Order 12 of a court.' };
    const events = historyOf(publish, forbidden, add, one, two, counsel, make);
    expect(events[1]).toMatchObject({ told: false, forbiddenBy: 'Order 12 of a court.', text: '' });
    expect(events.at(-1)?.type).toBe('ReferralMade');
  });

  it('comes back from the log as it was', () => {
    const events = historyOf(publish, tell, add, one, two, counsel, make);
    const copies = [...events, ...historyOf(publish, withdraw).slice(-1)].map((event) => {
      // Each member of the union meets the format of its own type.
      const format = referralCodec[event.type] as {
        encode(e: ReferralEvent): Uint8Array;
        decode(d: Uint8Array): ReferralEvent;
      };
      return format.decode(format.encode(event));
    });
    expect(copies).toEqual([...events, ...historyOf(publish, withdraw).slice(-1)]);
  });
});
