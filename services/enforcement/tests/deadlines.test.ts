import { describe, expect, it } from 'vitest';
import type { CaseCommand } from '../src/domain/case/commands.ts';
import { type Deadline, deadlinesOf } from '../src/domain/case/ladder.ts';
import * as f from './fixtures.ts';

const { warn, deliver, restrict, expire, lapse, appeal, uphold } = f.story;
const deliverRestriction = {
  ...deliver,
  noticeId: 'ntc-snd-1-1-2',
  nowUs: f.restrictedAtUs + f.HOUR_US,
};
const deliverEnd = {
  ...deliver,
  noticeId: 'ntc-snd-1-1-3',
  nowUs: f.restrictionEndsAtUs + f.HOUR_US,
};

function deemed(noticeId: string, issuedAtUs: number): Deadline {
  return {
    atUs: issuedAtUs + f.DAY_US,
    order: { type: 'DeliverNotice', noticeId, how: 'DEEMED' },
  };
}

describe('what falls due by itself', () => {
  it.each<{ given: string; orders: CaseCommand[]; deadlines: Deadline[] }>([
    { given: 'no case', orders: [], deadlines: [] },
    {
      given: 'a warning that was not delivered: its delivery and its lapse',
      orders: [warn],
      deadlines: [
        deemed(f.WARNING_NOTICE, f.warnedAtUs),
        { atUs: f.warnedAtUs + 30 * f.DAY_US, order: { type: 'LapseWarning' } },
      ],
    },
    {
      given: 'a restriction: the delivery of its notice and its end',
      orders: [warn, deliver, restrict],
      deadlines: [
        deemed('ntc-snd-1-1-2', f.restrictedAtUs),
        { atUs: f.restrictionEndsAtUs, order: { type: 'EndSanction', sanctionId: f.SANCTION } },
      ],
    },
    {
      given: 'a restriction that ended, all delivered: the lapse, counted from its end',
      orders: [warn, deliver, restrict, deliverRestriction, expire, deliverEnd],
      deadlines: [{ atUs: f.restrictionEndsAtUs + 30 * f.DAY_US, order: { type: 'LapseWarning' } }],
    },
    {
      given: 'a warning under appeal, delivered: the default of the appeal, and no lapse',
      orders: [warn, deliver, { ...appeal, measureId: f.WARNING_NOTICE }],
      deadlines: [
        {
          atUs: appeal.nowUs + f.DAY_US,
          order: { type: 'DefaultAppeal', appealId: f.APPEAL },
        },
      ],
    },
    {
      given:
        'an overturned restriction: the delivery of the decision, and the lapse of the warning as if there had been none',
      orders: [warn, deliver, restrict, deliverRestriction, appeal, uphold],
      deadlines: [
        deemed('ntc-snd-1-1-3', uphold.nowUs),
        { atUs: f.warnedAtUs + 30 * f.DAY_US, order: { type: 'LapseWarning' } },
      ],
    },
    {
      given: 'a case closed by lapse, all delivered: nothing',
      orders: [warn, deliver, restrict, deliverRestriction, expire, deliverEnd, lapse],
      deadlines: [],
    },
  ])('given $given', ({ orders, deadlines }) => {
    expect(deadlinesOf(f.stateAfter(f.historyOf(...orders)), f.ladder)).toEqual(deadlines);
  });
});
