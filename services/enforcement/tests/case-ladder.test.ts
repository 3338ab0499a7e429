import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import { standingAt } from '../src/domain/case/state.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict, expire, lapse, appeal, uphold } = f.story;
const dismiss: CaseCommand = { ...uphold, outcome: { type: 'MEASURE_STANDS' } };
const warned = f.historyOf(warn);
const readable = f.historyOf(warn, deliver);
const restricted = f.historyOf(warn, deliver, restrict);
const appealed = f.historyOf(warn, deliver, restrict, appeal);
const expired = f.historyOf(warn, deliver, restrict, expire);
const lapsed = f.historyOf(warn, deliver, restrict, expire, lapse);

describe('the ladder', () => {
  it('opens a case with evidence, notice and warning in one commit', () => {
    const outcome = given(caseDecider, []).when(warn);
    expect(outcome).toMatchObject({
      events: [
        { type: 'CaseOpened', caseId: f.CASE, ruleId: 'one-way-traffic' },
        { type: 'EvidenceAdded', evidence: { evidenceId: 'evd-snd-1-1-1', logSeqs: [11, 12, 15] } },
        { type: 'NoticeIssued', noticeId: f.WARNING_NOTICE, atUs: f.warnedAtUs },
        {
          type: 'Warned',
          noticeId: f.WARNING_NOTICE,
          statement: {
            measure: 'WARNED',
            endsAtUs: null,
            evidenceIds: ['evd-snd-1-1-1'],
            clause: 'terms 4.2 (version 1)',
          },
        },
      ],
    });
  });

  it('restricts at a new breach, to an exact instant, with notice and statement in the commit', () => {
    const outcome = given(caseDecider, readable).when(restrict);
    expect(outcome).toMatchObject({
      events: [
        { type: 'EvidenceAdded', evidence: { evidenceId: 'evd-snd-1-1-2' } },
        { type: 'NoticeIssued', noticeId: 'ntc-snd-1-1-2', atUs: f.restrictedAtUs },
        {
          type: 'SanctionImposed',
          sanctionId: f.SANCTION,
          standing: 'RESTRICTED',
          startsAtUs: f.restrictedAtUs,
          endsAtUs: f.restrictionEndsAtUs,
          noticeId: 'ntc-snd-1-1-2',
          decidedBy: 'system',
          statement: { measure: 'RESTRICTED', endsAtUs: f.restrictionEndsAtUs },
        },
      ],
    });
  });

  it('tells people the rule, the numbers, the thresholds, the end, and how to appeal', () => {
    const state = f.stateAfter(restricted);
    const text = state.status === 'RESTRICTED' ? state.file.notices[1]?.text : undefined;
    expect(text).toContain('until 2027-01-18 12:00:01 UTC');
    expect(text).toContain('share of near-identical messages 0.988 (threshold 0.9)');
    expect(text).toContain('Rule one-way-traffic, terms 4.2 (version 1):');
    expect(text).toContain(`appeal file ${f.SANCTION}`);
    expect(text).toContain('2027-07-19 12:00:01 UTC');
  });

  it('counts a notice as delivered after its time', () => {
    const command = { ...deliver, how: 'DEEMED', nowUs: f.warnedAtUs + f.DAY_US } as const;
    expect(given(caseDecider, warned).when(command)).toEqual({
      events: [
        {
          type: 'NoticeDelivered',
          caseId: f.CASE,
          noticeId: f.WARNING_NOTICE,
          how: 'DEEMED',
          atUs: f.warnedAtUs + f.DAY_US,
        },
        {
          type: 'WarningDelivered',
          caseId: f.CASE,
          noticeId: f.WARNING_NOTICE,
          subject: { kind: 'SENDER', id: f.SENDER },
          organisationId: f.ORGANISATION,
          countsFromUs: f.warnedAtUs + f.DAY_US + f.HOUR_US,
        },
      ],
    });
  });

  it('goes back to the warning when the restriction ends, and says so', () => {
    expect(given(caseDecider, restricted).when(expire)).toMatchObject({
      events: [
        { type: 'SanctionEnded', why: 'EXPIRED', standingAfter: 'WARNED' },
        { type: 'NoticeIssued', noticeId: 'ntc-snd-1-1-3' },
      ],
    });
  });

  it('ends a restriction at its instant even before the end is recorded', () => {
    const state = f.stateAfter(restricted);
    expect(standingAt(state, f.restrictionEndsAtUs - 1)).toBe('RESTRICTED');
    expect(standingAt(state, f.restrictionEndsAtUs)).toBe('WARNED');
  });

  it('forgets the warning after its time without a new breach', () => {
    expect(given(caseDecider, expired).when(lapse)).toMatchObject({
      events: [{ type: 'CaseClosed', atUs: lapse.nowUs }],
    });
    expect(standingAt(f.stateAfter(lapsed), lapse.nowUs)).toBe('ACTIVE');
  });
});

describe('an appeal', () => {
  it('is to be decided within the time of the policy', () => {
    expect(given(caseDecider, restricted).when(appeal)).toMatchObject({
      events: [
        {
          type: 'AppealFiled',
          appealId: f.APPEAL,
          measureId: f.SANCTION,
          decideByUs: appeal.nowUs + f.DAY_US,
        },
      ],
    });
  });

  it('that is upheld ends the restriction and restores the standing of before it', () => {
    expect(given(caseDecider, appealed).when(uphold)).toMatchObject({
      events: [
        { type: 'AppealUpheld', reviewer: 'crd-reviewer' },
        { type: 'SanctionEnded', why: 'OVERTURNED', standingAfter: 'WARNED' },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('that is dismissed leaves the restriction as it is', () => {
    expect(given(caseDecider, appealed).when(dismiss)).toMatchObject({
      events: [{ type: 'AppealDismissed', reviewer: 'crd-reviewer' }, { type: 'NoticeIssued' }],
    });
  });

  it('against the warning itself takes away the restriction that was built on it', () => {
    const history = f.historyOf(warn, deliver, restrict, {
      ...appeal,
      measureId: f.WARNING_NOTICE,
    });
    expect(given(caseDecider, history).when(uphold)).toMatchObject({
      events: [
        { type: 'AppealUpheld' },
        { type: 'MeasureReversed', sanctionId: f.SANCTION, reasons: uphold.reasons },
        { type: 'SanctionEnded', why: 'OVERTURNED', standingAfter: 'ACTIVE' },
        { type: 'CaseClosed' },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('against the warning that nobody decides in time takes it away as well, and says why', () => {
    const history = f.historyOf(warn, deliver, restrict, {
      ...appeal,
      measureId: f.WARNING_NOTICE,
    });
    const nowUs = appeal.nowUs + f.DAY_US;
    const missed = { type: 'DefaultAppeal', appealId: f.APPEAL, copies: [], nowUs } as const;
    expect(given(caseDecider, history).when(missed)).toMatchObject({
      events: [
        { type: 'AppealDefaulted' },
        { type: 'MeasureReversed', reversedBy: 'clock', reasons: 'Nobody decided in time.' },
        { type: 'SanctionEnded', standingAfter: 'ACTIVE' },
        { type: 'CaseClosed' },
        { type: 'NoticeIssued' },
      ],
    });
  });

  it('can be filed and upheld after the case was closed by lapse', () => {
    const history = [
      ...lapsed,
      ...f.historyOf(warn, deliver, restrict, { ...appeal, nowUs: lapse.nowUs + 1 }).slice(-1),
    ];
    expect(given(caseDecider, history).when(uphold)).toMatchObject({
      events: [{ type: 'AppealUpheld' }, { type: 'NoticeIssued' }],
    });
  });
});
