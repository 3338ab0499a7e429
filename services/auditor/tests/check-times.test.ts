import { readFileSync } from 'node:fs';
import { EmergencyGround, SanctionImposed, Standing } from '@hustings/contracts/enforcement';
import { parsePolicyText } from '@hustings/policy';
import { describe, expect, it } from 'vitest';
import { type CaseRecord, emptyCase } from '../src/domain/case-record.ts';
import { faultsOfTimes } from '../src/domain/check-times.ts';
import { type LadderTimes, ladderTimesAt } from '../src/domain/ladder-times.ts';
import { PolicyTimeline } from '../src/domain/policy-timeline.ts';

const POLICY = readFileSync(new URL('../../../examples/policies/default.json', import.meta.url));
const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
/** When everything is decided. */
const NOW = 100 * DAY;
const {
  STANDING_WARNED: WARNED,
  STANDING_RESTRICTED: RESTRICTED,
  STANDING_SUSPENDED: SUSPENDED,
  STANDING_BAN_NOTICE: BAN_NOTICE,
  STANDING_BANNED: BANNED,
} = Standing;

const times: LadderTimes = {
  ...{ gapUs: HOUR, deemedUs: DAY, restrictionUs: 3 * DAY, suspensionMaxUs: 14 * DAY },
  ...{ ratifyUs: DAY, answerUs: 3 * DAY, banNoticeUs: 30 * DAY },
};

/** A case with a warning of five days ago, a notice of the decision, and what a row adds. */
function recordOf(change: (record: CaseRecord) => void = () => undefined): CaseRecord {
  const record = emptyCase();
  record.notices.set('ntc-warned', { issuedAtUs: NOW - 5 * DAY, deliveredAtUs: NOW - 4 * DAY });
  record.notices.set('ntc-now', { issuedAtUs: NOW, deliveredAtUs: null });
  record.measures.set('ntc-warned', measure(WARNED, 'ntc-warned'));
  change(record);
  return record;
}

function measure(standing: Standing, noticeId: string, more: { bansAtUs?: number } = {}) {
  const plain = { evidenceIds: [], prolongs: '', bansAtUs: 0, isOver: false, isReversed: false };
  return { ...plain, measure: standing, noticeId, ...more };
}

type Change = Partial<Omit<SanctionImposed, 'startsAtUs' | 'endsAtUs' | 'bansAtUs'>> & {
  startsAtUs?: number;
  endsAtUs?: number;
  bansAtUs?: number;
};

function sanction(change: Change): SanctionImposed {
  const { startsAtUs = NOW, endsAtUs = 0, bansAtUs = 0, ...others } = change;
  return SanctionImposed.fromPartial({
    ...{ sanctionId: 'snc-1', noticeId: 'ntc-now', decidedBy: 'crd-1' },
    ...{ startsAtUs: BigInt(startsAtUs), endsAtUs: BigInt(endsAtUs), bansAtUs: BigInt(bansAtUs) },
    ...others,
  });
}

const restriction = { standing: RESTRICTED, step: 'T02', endsAtUs: NOW + 3 * DAY };
const suspension = {
  ...{ standing: SUSPENDED, step: 'T04' },
  ...{ startsAtUs: NOW + DAY, endsAtUs: NOW + 15 * DAY },
};
const emergency = {
  ...{ standing: SUSPENDED, step: 'T07', endsAtUs: NOW + DAY },
  emergencyGround: EmergencyGround.EMERGENCY_GROUND_PHISHING_LIVE,
};
const banNotice = {
  ...{ standing: BAN_NOTICE, step: 'T05' },
  ...{ startsAtUs: NOW + DAY, bansAtUs: NOW + 31 * DAY },
};
const ban = { standing: BANNED, step: 'T06' };

const banNoticed =
  (bansAtUs: number, isReversed = false) =>
  (record: CaseRecord) => {
    record.measures.set('snc-0', { ...measure(BAN_NOTICE, 'ntc-0', { bansAtUs }), isReversed });
  };

const proposed = (heard: { deliveredAtUs: number | null; answeredAtUs?: number }) => {
  return (record: CaseRecord) => {
    const { deliveredAtUs, answeredAtUs } = heard;
    record.notices.set('ntc-heard', { issuedAtUs: NOW - 4 * DAY, deliveredAtUs });
    if (answeredAtUs !== undefined) record.answersAtUs.push(answeredAtUs);
    record.proposals.set('prp-1', {
      ...{ proposedBy: 'crd-2', noticeId: 'ntc-heard', atUs: NOW - 4 * DAY },
      ...{ needed: 1, forMassAction: false, panel: new Set(['crd-1']) },
    });
  };
};

const delivered = (deliveredAtUs: number | null) => (record: CaseRecord) => {
  record.notices.set('ntc-warned', { issuedAtUs: NOW - 5 * DAY, deliveredAtUs });
};

const appealed = (isOver: boolean) => (record: CaseRecord) => {
  banNoticed(NOW)(record);
  record.appeals.set('apl-1', { seq: 1, measureId: 'snc-0', decideByUs: 0n, isOver });
};

const prolongedBefore = (record: CaseRecord) => {
  record.measures.set('snc-0', { ...measure(RESTRICTED, 'ntc-0'), prolongs: 'snc-9' });
};

describe('a sanction is in time', () => {
  it.each<[string, Change, ((record: CaseRecord) => void)?]>([
    ['a restriction after a delivered warning', restriction],
    ['in the microsecond in which the gap is over', restriction, delivered(NOW - HOUR)],
    ['a shorter one', { ...restriction, endsAtUs: NOW + 1 }],
    ['one that a person prolongs', { ...restriction, extendsSanctionId: 'snc-9' }],
    ['what an emergency falls back to', { ...restriction, step: 'T07' }, delivered(null)],
    ['a suspension', suspension],
    [
      'one that begins when another ends',
      { ...suspension, startsAtUs: NOW + 1, endsAtUs: NOW + DAY, extendsSanctionId: 'snc-9' },
    ],
    ['an emergency', emergency],
    ['a notice of a ban', banNotice],
    ['a ban after its notice', ban, banNoticed(NOW)],
    ['a ban after an appeal was decided', ban, appealed(true)],
    [
      'what was proposed, and had time for an answer',
      { ...suspension, proposalId: 'prp-1' },
      proposed({ deliveredAtUs: NOW - 3 * DAY }),
    ],
    [
      'and an answer',
      { ...suspension, proposalId: 'prp-1' },
      proposed({ deliveredAtUs: null, answeredAtUs: NOW - 4 * DAY }),
    ],
  ])('%s', (...[, change, before]) => {
    expect(faultsOfTimes(recordOf(before), sanction(change), times)).toEqual([]);
  });
});

const LONG = 'restricts for longer than the policy says';
const UNDELIVERED = 'follows on no notice that was delivered before';
const EARLY = 'begins before its notice counts as delivered';
const UNHEARD = 'was decided before the sender had the time to answer';
const NO_NOTICE = 'was not preceded by a notice of the ban';

describe('a sanction is not', () => {
  it.each<[string, Change, string, ((record: CaseRecord) => void)?]>([
    [
      'a restriction that was told later',
      { ...restriction, startsAtUs: NOW - 1, endsAtUs: NOW },
      'was told after it had begun',
    ],
    ['a restriction that is too long', { ...restriction, endsAtUs: NOW + 3 * DAY + 1 }, LONG],
    ['one without an end', { ...restriction, endsAtUs: 0 }, LONG],
    ['one whose warning was not delivered', restriction, UNDELIVERED, delivered(null)],
    [
      'one whose warning was delivered just before',
      restriction,
      UNDELIVERED,
      delivered(NOW - HOUR + 1),
    ],
    [
      'one that the machine prolongs',
      { ...restriction, extendsSanctionId: 'snc-9', decidedBy: 'system' },
      'was prolonged by the machine',
    ],
    [
      'one that was prolonged before',
      { ...restriction, extendsSanctionId: 'snc-9' },
      'was prolonged a second time',
      prolongedBefore,
    ],
    [
      'a suspension that is too long',
      { ...suspension, endsAtUs: NOW + 15 * DAY + 1 },
      'suspends for longer than the policy says',
    ],
    [
      'one that begins at once',
      { ...suspension, startsAtUs: NOW + DAY - 1, endsAtUs: NOW + 2 * DAY },
      EARLY,
    ],
    [
      'an emergency of more than a day',
      { ...emergency, endsAtUs: NOW + DAY + 1 },
      'holds at once for longer than the policy says',
    ],
    ['a notice of a ban that begins at once', { ...banNotice, startsAtUs: NOW + DAY - 1 }, EARLY],
    [
      'a short one',
      { ...banNotice, bansAtUs: NOW + 31 * DAY - 1 },
      'gives less notice of a ban than the policy says',
    ],
    ['a ban without a notice', ban, NO_NOTICE],
    ['a ban whose notice was taken back', ban, NO_NOTICE, banNoticed(NOW, true)],
    [
      'a ban before its time',
      ban,
      'bans before the time of its notice is over',
      banNoticed(NOW + 1),
    ],
    ['a ban during an appeal', ban, 'bans while appeal apl-1 is open', appealed(false)],
    [
      'what was proposed and not delivered',
      { ...suspension, proposalId: 'prp-1' },
      UNHEARD,
      proposed({ deliveredAtUs: null }),
    ],
    [
      'and delivered just before',
      { ...suspension, proposalId: 'prp-1' },
      UNHEARD,
      proposed({ deliveredAtUs: NOW - 3 * DAY + 1 }),
    ],
    [
      'and answered before it was proposed',
      { ...suspension, proposalId: 'prp-1' },
      UNHEARD,
      proposed({ deliveredAtUs: null, answeredAtUs: NOW - 4 * DAY - 1 }),
    ],
  ])('%s', (...[, change, fault, before]) => {
    expect(faultsOfTimes(recordOf(before), sanction(change), times)).toEqual([fault]);
  });
});

describe('the times of a ladder', () => {
  function policyWith(restrictionMs: number, gapMs: number) {
    const parsed = parsePolicyText(POLICY.toString());
    if (!parsed.ok) throw new Error('the example is a policy');
    const policy = structuredClone(parsed.value);
    policy.enforcement.ladder.restriction.durationMs = restrictionMs;
    policy.enforcement.ladder.warning.minGapAfterDeliveryMs = gapMs;
    return policy;
  }

  function timeline() {
    const policies = new PolicyTimeline();
    for (const [effectiveAtUs, policy] of [
      [0, policyWith(1_000, 10)],
      [DAY, policyWith(500, 20)],
    ] as const) {
      policies.add({
        type: 'PolicyActivated',
        organisationId: '',
        hash: `hash-${effectiveAtUs}`,
        policy,
        effectiveAtUs,
      });
    }
    return policies;
  }

  it.each([
    ['of the policy in force', HOUR, 1_000, 10],
    ['of the next one', DAY + HOUR, 500, 20],
    ['are the milder ones at a change', DAY + 1, 1_000, 10],
    ['and for a minute', DAY + 60_000_000 - 1, 1_000, 10],
    ['not for longer', DAY + 60_000_000, 500, 20],
  ])('%s', (...[, atUs, restrictionMs, gapMs]) => {
    expect(ladderTimesAt(timeline(), atUs)).toMatchObject({
      ...{ restrictionUs: restrictionMs * 1_000, gapUs: gapMs * 1_000 },
      ...{ banNoticeUs: 30 * DAY, ratifyUs: DAY, answerUs: 3 * DAY, suspensionMaxUs: 14 * DAY },
    });
  });

  it('are unknown without a policy', () => {
    expect(ladderTimesAt(new PolicyTimeline(), HOUR)).toBeNull();
  });
});
