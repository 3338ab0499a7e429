import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { decideWithinUs, windowClosesAtUs } from '../src/domain/case/appeal/clocks.ts';
import type { AppealRejection } from '../src/domain/case/appeal/commands.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import { lapsesAtUs } from '../src/domain/case/ladder.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict, expire, appeal, uphold } = f.story;
const deliverRestriction: CaseCommand = { ...deliver, noticeId: 'ntc-snd-1-1-2' };
const appealed = f.historyOf(warn, deliver, restrict, appeal);
const annul: CaseCommand = {
  type: 'AnnulMeasures',
  ...{ holdId: 'hld-1', fromUs: f.START_US, untilUs: f.restrictedAtUs, decidedBy: 'crd-reviewer' },
  nowUs: f.restrictedAtUs + f.HOUR_US,
};
const late: CaseCommand = { ...appeal, nowUs: f.START_US + 400 * f.DAY_US };
const withdraw: CaseCommand = {
  type: 'WithdrawAppeal',
  ...{ appealId: f.APPEAL, organisationId: f.ORGANISATION, withdrawnBy: 'crd-admin' },
  nowUs: uphold.nowUs,
};
const stay: CaseCommand = {
  type: 'DecideStay',
  ...{ appealId: f.APPEAL, reviewer: 'crd-reviewer', grant: true, reasons: 'It is grave.' },
  conflicted: [],
  nowUs: uphold.nowUs,
};

const refusals: {
  because: string;
  given: CaseCommand[];
  when: CaseCommand;
  refused: AppealRejection;
}[] = [
  {
    because: 'a restriction is too short to be stayed',
    given: [warn, deliver, restrict],
    when: { ...appeal, stay: true },
    refused: { reason: 'STAY_NOT_AVAILABLE', measure: 'RESTRICTED' },
  },
  {
    because: 'what has ended cannot be stayed',
    given: [warn, deliver, restrict, expire],
    when: { ...appeal, stay: true, nowUs: f.restrictionEndsAtUs + 1 },
    refused: { reason: 'STAY_NOT_AVAILABLE', measure: 'RESTRICTED' },
  },
  {
    because: 'a stay that nobody asked for is not decided',
    given: [warn, deliver, restrict, appeal],
    when: stay,
    refused: { reason: 'STAY_NOT_ASKED' },
  },
  {
    because: 'a stay belongs to an appeal',
    given: [warn, deliver, restrict],
    when: stay,
    refused: { reason: 'APPEAL_UNKNOWN' },
  },
  {
    because: 'after the window something new is needed',
    given: [warn, deliver, restrict, deliverRestriction],
    when: late,
    refused: {
      reason: 'APPEAL_WINDOW_CLOSED',
      closedAtUs: f.restrictedAtUs + f.DAY_US + 184 * f.DAY_US,
    },
  },
  {
    because: 'new evidence is said in at most 5,000 characters',
    given: [warn, deliver, restrict],
    when: { ...appeal, newEvidence: 'x'.repeat(5001) },
    refused: { reason: 'NEW_EVIDENCE_LENGTH', max: 5000 },
  },
  {
    because: 'new evidence is heard once',
    given: [
      ...[warn, deliver, restrict, deliverRestriction],
      { ...late, newEvidence: 'A log of the tool.' } as CaseCommand,
    ],
    when: { ...late, newEvidence: 'Another one.' } as CaseCommand,
    refused: { reason: 'APPEAL_ALREADY_FILED', appealId: f.APPEAL },
  },
  {
    because: 'somebody is appealed for by kind and id',
    given: [warn, deliver, restrict],
    when: { ...appeal, onBehalfOf: 'the volunteer' },
    refused: { reason: 'ON_BEHALF_OF_INVALID' },
  },
  {
    because: 'a rival withdraws nothing',
    given: [warn, deliver, restrict, appeal],
    when: { ...withdraw, organisationId: 'org-2' } as CaseCommand,
    refused: { reason: 'APPEAL_UNKNOWN' },
  },
  {
    because: 'what was decided is not withdrawn',
    given: [warn, deliver, restrict, appeal, uphold],
    when: withdraw,
    refused: { reason: 'APPEAL_ALREADY_DECIDED' },
  },
  {
    because: 'a reduced measure ends earlier than it did',
    given: [warn, deliver, restrict, appeal],
    when: { ...uphold, outcome: { type: 'MODIFIED', endsAtUs: f.restrictionEndsAtUs } },
    refused: { reason: 'NO_EARLIER_END', endsAtUs: f.restrictionEndsAtUs },
  },
  {
    because: 'a warning has no end that could come earlier',
    given: [warn, deliver, { ...appeal, measureId: f.WARNING_NOTICE }],
    when: { ...uphold, outcome: { type: 'MODIFIED', endsAtUs: uphold.nowUs + 1 } },
    refused: { reason: 'NO_EARLIER_END', endsAtUs: null },
  },
  {
    because: 'after its clock a measure can no longer be confirmed',
    given: [warn, deliver, restrict, appeal],
    when: {
      ...{ ...uphold, outcome: { type: 'MEASURE_STANDS' } },
      nowUs: appeal.nowUs + f.DAY_US,
    },
    refused: { reason: 'APPEAL_OVERDUE', decideByUs: appeal.nowUs + f.DAY_US },
  },
  {
    because: 'the machine decides no appeal',
    given: [warn, deliver, restrict, appeal],
    when: { ...uphold, reviewer: '' },
    refused: { reason: 'REVIEWER_IS_MACHINE' },
  },
  {
    because: 'a clock strikes when it strikes',
    given: [warn, deliver, restrict, appeal],
    when: {
      ...{ type: 'DefaultAppeal', appealId: f.APPEAL, copies: [] },
      nowUs: appeal.nowUs + f.DAY_US - 1,
    },
    refused: { reason: 'APPEAL_NOT_DUE', dueAtUs: appeal.nowUs + f.DAY_US },
  },
  {
    because: 'what was decided is not decided by its clock',
    given: [warn, deliver, restrict, appeal, uphold],
    when: {
      ...{ type: 'DefaultAppeal', appealId: f.APPEAL, copies: [] },
      nowUs: appeal.nowUs + f.DAY_US,
    },
    refused: { reason: 'APPEAL_ALREADY_DECIDED' },
  },
  {
    because: 'a takeover excuses only what was done during it',
    given: [warn],
    when: { ...annul, fromUs: f.warnedAtUs + 1 } as CaseCommand,
    refused: { reason: 'NOTHING_TO_ANNUL' },
  },
  {
    because: 'what was taken back is not taken back again',
    given: [warn, deliver, restrict, annul],
    when: annul,
    refused: { reason: 'NOTHING_TO_ANNUL' },
  },
];

describe('an appeal is refused', () => {
  it.each(refusals)('$refused.reason: $because', ({ given: orders, when, refused }) => {
    expect(given(caseDecider, f.historyOf(...orders)).when(when)).toEqual({ rejected: refused });
  });
});

describe('an appeal', () => {
  it('has the clock of its measure, and the shorter one during a campaign', () => {
    const hours = (measure: Parameters<typeof decideWithinUs>[0], inCampaign: boolean): number =>
      decideWithinUs(measure, inCampaign, f.ladder) / f.HOUR_US;
    const measures = ['WARNED', 'RESTRICTED', 'SUSPENDED', 'BAN_NOTICE', 'BANNED'] as const;
    expect(measures.map((measure) => hours(measure, false))).toEqual([24, 24, 120, 240, 240]);
    expect(measures.map((measure) => hours(measure, true))).toEqual([12, 12, 48, 72, 72]);
  });

  it('may be filed for 184 days from delivery, however late the notice was delivered', () => {
    const stated = f.START_US + 185 * f.DAY_US;
    expect(windowClosesAtUs({ deliveredAtUs: null }, stated, f.ladder)).toBeNull();
    const early = windowClosesAtUs({ deliveredAtUs: f.START_US }, stated, f.ladder);
    expect(early).toBe(stated);
    const deliveredAtUs = f.START_US + 10 * f.DAY_US;
    const lateDelivery = windowClosesAtUs({ deliveredAtUs }, stated, f.ladder);
    expect(lateDelivery).toBe(deliveredAtUs + 184 * f.DAY_US);
  });

  it('is heard after its window on new evidence, once', () => {
    const history = f.historyOf(warn, deliver, restrict, deliverRestriction);
    const heard = given(caseDecider, history).when({
      ...late,
      newEvidence: 'A log of the tool.',
    } as CaseCommand);
    expect(heard).toMatchObject({
      events: [{ type: 'AppealFiled', newEvidence: 'A log of the tool.' }],
    });
  });

  it('can be filed again after it was withdrawn', () => {
    const history = f.historyOf(warn, deliver, restrict, appeal, withdraw);
    expect(given(caseDecider, history).when(appeal)).toMatchObject({
      events: [{ type: 'AppealFiled', appealId: 'apl-snd-1-1-2' }],
    });
  });

  it('that is upheld leaves no trace in what counts: no strike, no longer warning', () => {
    const state = f.stateAfter(f.historyOf(warn, deliver, restrict, appeal, uphold));
    if (state.status !== 'WARNED') throw new Error(`the standing is ${state.status}`);
    expect(state.file.measures.map(({ measureId, reversed }) => [measureId, reversed])).toEqual([
      [f.WARNING_NOTICE, false],
      [f.SANCTION, true],
    ]);
    expect(lapsesAtUs(state, f.ladder)).toBe(f.warnedAtUs + 30 * f.DAY_US);
  });

  it('that is upheld marks every copy of the measure', () => {
    const copies = ['tool:int-1', 'seat:org-1-s1', 'credential:crd-admin', 'export:dsa-1'];
    expect(given(caseDecider, appealed).when({ ...uphold, copies })).toMatchObject({
      events: [
        { type: 'AppealUpheld' },
        { type: 'SanctionEnded', standingAfter: 'WARNED' },
        { type: 'CopiesMarked', measureId: f.SANCTION, copies },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('that nobody decides in time succeeds', () => {
    const nowUs = appeal.nowUs + f.DAY_US;
    const missed = { type: 'DefaultAppeal', appealId: f.APPEAL, copies: [], nowUs } as const;
    expect(given(caseDecider, appealed).when(missed)).toMatchObject({
      events: [
        { type: 'AppealDefaulted', decideByUs: nowUs },
        { type: 'SanctionEnded', why: 'OVERTURNED', standingAfter: 'WARNED', atUs: nowUs },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('may be upheld by a person even after its clock', () => {
    const outcome = given(caseDecider, appealed).when({
      ...uphold,
      nowUs: appeal.nowUs + 2 * f.DAY_US,
    });
    expect(outcome).toMatchObject({ events: [{ type: 'AppealUpheld' }, {}, {}] });
  });

  it('that reduces a restriction moves its end, and the timer follows', () => {
    const endsAtUs = uphold.nowUs + f.HOUR_US;
    const reduce = { ...uphold, outcome: { type: 'MODIFIED', endsAtUs } } as const;
    const history = [...appealed];
    const reduced = given(caseDecider, history).when(reduce);
    expect(reduced).toMatchObject({
      events: [
        { type: 'AppealModified', sanctionId: f.SANCTION, endsAtUs },
        { type: 'NoticeIssued' },
      ],
    });
    const after = f.historyOf(warn, deliver, restrict, appeal, reduce);
    expect(f.stateAfter(after)).toMatchObject({ status: 'RESTRICTED', endsAtUs });
    expect(given(caseDecider, after).when({ ...expire, nowUs: endsAtUs })).toMatchObject({
      events: [{ type: 'SanctionEnded', why: 'EXPIRED' }, {}],
    });
  });

  it('that reduces a restriction to what was served ends it at once', () => {
    const reduce = { ...uphold, outcome: { type: 'MODIFIED', endsAtUs: 0 } } as const;
    expect(given(caseDecider, appealed).when(reduce)).toMatchObject({
      events: [
        { type: 'AppealModified', endsAtUs: uphold.nowUs },
        { type: 'SanctionEnded', why: 'MODIFIED', standingAfter: 'WARNED' },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('that is sent back ends the measure', () => {
    const sentBack = { ...uphold, outcome: { type: 'SENT_BACK' } } as const;
    expect(given(caseDecider, appealed).when(sentBack)).toMatchObject({
      events: [
        { type: 'AppealSentBack', reviewer: 'crd-reviewer' },
        { type: 'SanctionEnded', why: 'SENT_BACK', standingAfter: 'WARNED' },
        { type: 'NoticeIssued' },
      ],
    });
  });
});
