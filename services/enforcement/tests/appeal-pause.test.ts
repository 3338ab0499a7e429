import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { appealCodec } from '../src/adapters/appeal-codec.ts';
import { pausedForUs } from '../src/domain/case/appeal/clocks.ts';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { caseDecider } from '../src/domain/case/decider.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict, appeal, uphold } = f.story;
const fetched: CaseCommand = { ...deliver, noticeId: 'ntc-snd-1-1-2', nowUs: f.restrictedAtUs };
const withdraw: CaseCommand = {
  type: 'WithdrawAppeal',
  ...{ appealId: f.APPEAL, organisationId: f.ORGANISATION, withdrawnBy: 'crd-admin' },
  nowUs: uphold.nowUs,
};
const dismiss: CaseCommand = {
  ...{ ...uphold, outcome: { type: 'MEASURE_STANDS', manifestlyUnfounded: true } },
};
const againAtUs = uphold.nowUs + f.HOUR_US;
const pauses = [{ fromUs: againAtUs, untilUs: againAtUs + 30 * f.DAY_US }];
const again: CaseCommand = { ...appeal, nowUs: againAtUs, pauses };
const refused = { rejected: { reason: 'APPEALS_PAUSED', untilUs: againAtUs + 30 * f.DAY_US } };

describe('a pause of appeals', () => {
  it('never reaches the first appeal against a measure', () => {
    const history = f.historyOf(warn, deliver, restrict, appeal, withdraw);
    const first = { ...again, measureId: f.WARNING_NOTICE } as CaseCommand;
    expect(given(caseDecider, history).when(first)).toMatchObject({
      events: [{ type: 'AppealFiled', measureId: f.WARNING_NOTICE }],
    });
  });

  it('takes no second one, neither after a withdrawal nor on new evidence', () => {
    const withdrawn = f.historyOf(warn, deliver, restrict, appeal, withdraw);
    expect(given(caseDecider, withdrawn).when(again)).toEqual(refused);
    const decided = f.historyOf(warn, deliver, restrict, appeal, dismiss);
    const news = { ...again, newEvidence: 'A log of the tool.' } as CaseCommand;
    expect(given(caseDecider, decided).when(news)).toEqual(refused);
  });

  it('is over at its end', () => {
    const history = f.historyOf(warn, deliver, restrict, appeal, withdraw);
    const afterwards = { ...again, nowUs: againAtUs + 30 * f.DAY_US } as CaseCommand;
    expect(given(caseDecider, history).when(afterwards)).toMatchObject({
      events: [{ type: 'AppealFiled' }],
    });
  });

  it('stops the window to appeal for so long', () => {
    const history = f.historyOf(warn, deliver, restrict, fetched, appeal, withdraw);
    const closesAtUs = f.restrictedAtUs + (184 + 1) * f.DAY_US;
    const inExtra = { ...again, nowUs: closesAtUs + 30 * f.DAY_US - 1 } as CaseCommand;
    expect(given(caseDecider, history).when(inExtra)).toMatchObject({
      events: [{ type: 'AppealFiled' }],
    });
    const tooLate = { ...again, nowUs: closesAtUs + 30 * f.DAY_US } as CaseCommand;
    expect(given(caseDecider, history).when(tooLate)).toEqual({
      rejected: { reason: 'APPEAL_WINDOW_CLOSED', closedAtUs: closesAtUs + 30 * f.DAY_US },
    });
  });

  it.each([
    ['before the notice was delivered', [{ fromUs: 0, untilUs: 10 }], 0],
    ['that began before it', [{ fromUs: 5, untilUs: 30 }], 10],
    ['that still runs', [{ fromUs: 30, untilUs: 90 }], 10],
    ['that is still to come', [{ fromUs: 50, untilUs: 90 }], 0],
    ['of several', [...[{ fromUs: 21, untilUs: 24 }], { fromUs: 25, untilUs: 27 }], 5],
  ])('counts what lies between delivery and filing, of one %s', (...row) => {
    const [, paused, us] = row;
    expect(pausedForUs(paused, { sinceUs: 20, nowUs: 40 })).toBe(us);
  });
});

describe('an appeal that is dismissed as manifestly unfounded', () => {
  it('says so in the log, in the case and to the sender', () => {
    const history = f.historyOf(warn, deliver, restrict, appeal);
    const outcome = given(caseDecider, history).when(dismiss);
    expect(outcome).toMatchObject({
      events: [
        { type: 'AppealDismissed', manifestlyUnfounded: true },
        { type: 'NoticeIssued', text: expect.stringContaining('manifestly unfounded') },
      ],
    });
    const state = f.stateAfter(f.historyOf(warn, deliver, restrict, appeal, dismiss));
    expect(state).toMatchObject({ file: { appeals: [{ manifestlyUnfounded: true }] } });
  });

  it('comes back from the log as it was, and so does one that was only dismissed', () => {
    const at = { caseId: f.CASE, appealId: f.APPEAL, reviewer: 'crd-r', reasons: 'No.', atUs: 5 };
    const plainly = { type: 'AppealDismissed', ...at } as const;
    const unfounded = { ...plainly, manifestlyUnfounded: true } as const;
    const { AppealDismissed: format } = appealCodec;
    for (const event of [plainly, unfounded]) {
      expect(format.decode(format.encode(event))).toEqual(event);
    }
  });
});
