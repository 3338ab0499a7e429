import { fold, given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { complaintCodec } from '../src/adapters/complaint-codec.ts';
import type {
  ComplaintCommand,
  ComplaintRejection,
  DeliverComplaintNotice,
  PauseComplaints,
  ResumeComplaints,
  WarnComplainant,
} from '../src/domain/complaints/commands.ts';
import { complaintDecider } from '../src/domain/complaints/decider.ts';
import type { ComplaintEvent } from '../src/domain/complaints/events.ts';
import type { AppealOnRecord } from '../src/domain/complaints/record.ts';
import { pauseAt, pausesOf } from '../src/domain/complaints/state.ts';
import * as f from './fixtures.ts';

const nowUs = f.START_US + 100 * f.DAY_US;
const NOTICE = `ntc-${f.ORGANISATION}-appeals-1`;

function appeal(number: number, change: Partial<AppealOnRecord> = {}): AppealOnRecord {
  return {
    ...{ appealId: `apl-${number}`, filedAtUs: nowUs - number * f.DAY_US, outcome: 'DISMISSED' },
    ...{ reviewer: 'crd-first', manifestlyUnfounded: true, ...change },
  };
}

const three = [appeal(1), appeal(2), appeal(3)];
const founded = (number: number): AppealOnRecord =>
  appeal(number, { outcome: 'UPHELD', manifestlyUnfounded: false });
const order = {
  ...{ organisationId: f.ORGANISATION, reasons: 'Three of three, word for word alike.' },
  ...{ conflicted: [], nowUs },
};
const warn: WarnComplainant = {
  ...{ type: 'WarnComplainant', ...order, by: 'crd-moderator', appeals: three },
};
const fetch: DeliverComplaintNotice = {
  type: 'DeliverComplaintNotice',
  ...{ noticeId: NOTICE, fetchedBy: 'crd-admin', nowUs: nowUs + f.HOUR_US },
};
const again = appeal(4, { filedAtUs: nowUs + 2 * f.HOUR_US });
const pausedAtUs = nowUs + f.DAY_US;
const pause: PauseComplaints = {
  type: 'PauseComplaints',
  ...{ ...order, by: 'crd-second', appeals: [...three, again], nowUs: pausedAtUs },
  ...{ untilUs: pausedAtUs + 30 * f.DAY_US, deemedDeliveredAfterMs: f.DAY_US / 1000 },
};
const resume: ResumeComplaints = {
  ...{ type: 'ResumeComplaints', ...order, by: 'crd-third', nowUs: pausedAtUs + f.DAY_US },
};
const long = 'x'.repeat(5001);

/** The history that orders leave; each of them must be accepted. */
function historyOf(...commands: ComplaintCommand[]): ComplaintEvent[] {
  const events: ComplaintEvent[] = [];
  for (const command of commands) {
    const result = complaintDecider.decide(command, fold(complaintDecider, events));
    if (!result.ok) throw new Error(`${command.type} was refused: ${result.error.reason}`);
    events.push(...result.value);
  }
  return events;
}

describe('appeals that are manifestly unfounded', () => {
  it('lead to a warning, and after one more to a pause with an end, by somebody else', () => {
    expect(historyOf(warn, fetch, pause)).toMatchObject([
      { type: 'ComplainantWarned', appealIds: ['apl-1', 'apl-2', 'apl-3'], decided: 3 },
      { type: 'ComplaintNoticeDelivered', noticeId: NOTICE },
      { type: 'ComplaintsPaused', decided: 4, untilUs: pause.untilUs, atUs: pausedAtUs },
    ]);
  });

  it('count for half a year, and only when somebody decided them', () => {
    const old = appeal(181);
    const open = appeal(1, { outcome: 'OPEN', manifestlyUnfounded: false });
    const withdrawn = appeal(2, { outcome: 'WITHDRAWN', manifestlyUnfounded: false });
    const [warned] = historyOf({ ...warn, appeals: [...three, old, open, withdrawn] });
    expect(warned).toMatchObject({ appealIds: ['apl-1', 'apl-2', 'apl-3'], decided: 3 });
  });

  it('are paused until the end that was set, or until somebody else ends it', () => {
    const paused = fold(complaintDecider, historyOf(warn, fetch, pause));
    expect(pauseAt(pausesOf(paused), pausedAtUs - 1)).toBeUndefined();
    expect(pauseAt(pausesOf(paused), pausedAtUs)).toBeDefined();
    expect(pauseAt(pausesOf(paused), pause.untilUs - 1)).toBeDefined();
    expect(pauseAt(pausesOf(paused), pause.untilUs)).toBeUndefined();
    const resumed = fold(complaintDecider, historyOf(warn, fetch, pause, resume));
    expect(pausesOf(resumed)).toEqual([{ fromUs: pausedAtUs, untilUs: resume.nowUs }]);
  });

  it('are paused also when nobody fetched the warning, once it counts as delivered', () => {
    const late = appeal(4, { filedAtUs: nowUs + f.DAY_US + 1 });
    const later = { ...pause, nowUs: nowUs + 2 * f.DAY_US, appeals: [...three, late] };
    expect(historyOf(warn, later)).toHaveLength(2);
  });

  it('may be paused again after another one, and warned of again after half a year', () => {
    const nextAtUs = pause.untilUs + f.DAY_US;
    const fifth = appeal(5, { filedAtUs: pause.untilUs });
    const next = {
      ...{ ...pause, nowUs: nextAtUs, untilUs: nextAtUs + f.DAY_US },
      appeals: [...three, again, fifth],
    };
    expect(historyOf(warn, fetch, pause, next)).toHaveLength(4);
    const muchLaterUs = nowUs + 180 * f.DAY_US;
    const recent = three.map((each) => ({ ...each, filedAtUs: muchLaterUs - f.DAY_US }));
    expect(historyOf(warn, { ...warn, nowUs: muchLaterUs, appeals: recent })).toHaveLength(2);
  });

  it('come back from the log as they were', () => {
    const events = historyOf(warn, fetch, pause, resume);
    const copies = events.map((event) => {
      // Each member of the union meets the format of its own type.
      const format = complaintCodec[event.type] as {
        encode(e: ComplaintEvent): Uint8Array;
        decode(d: Uint8Array): ComplaintEvent;
      };
      return format.decode(format.encode(event));
    });
    expect(copies).toEqual(events);
  });
});

const refusals: {
  because: string;
  given: ComplaintCommand[];
  when: ComplaintCommand;
  refused: ComplaintRejection;
}[] = [
  {
    because: 'two are not often',
    given: [],
    when: { ...warn, appeals: three.slice(1) },
    refused: { reason: 'TOO_FEW_UNFOUNDED', found: 2, needed: 3 },
  },
  {
    because: 'an organisation that is mostly right is no nuisance',
    given: [],
    when: { ...warn, appeals: [...three, ...[4, 5, 6, 7].map(founded)] },
    refused: { reason: 'MOSTLY_NOT_UNFOUNDED', unfounded: 3, decided: 7 },
  },
  {
    because: 'it is warned once',
    given: [warn],
    when: { ...warn, by: 'crd-other' },
    refused: { reason: 'WARNED_ALREADY', untilUs: nowUs + 180 * f.DAY_US },
  },
  {
    because: 'a warning has reasons',
    given: [],
    when: { ...warn, reasons: ' ' },
    refused: { reason: 'REASONS_LENGTH', max: 5000 },
  },
  {
    because: 'who has a conflict of interest does not warn',
    given: [],
    when: { ...warn, conflicted: [warn.by] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'nothing is paused without a warning',
    given: [],
    when: pause,
    refused: { reason: 'NOT_WARNED' },
  },
  {
    because: 'a warning lapses',
    given: [warn, fetch],
    when: { ...pause, nowUs: nowUs + 180 * f.DAY_US, untilUs: nowUs + 181 * f.DAY_US },
    refused: { reason: 'NOT_WARNED' },
  },
  {
    because: 'nobody is paused who could not read the warning',
    given: [warn],
    when: { ...pause, nowUs: nowUs + f.DAY_US - 1, untilUs: nowUs + 2 * f.DAY_US },
    refused: { reason: 'WARNING_NOT_DELIVERED' },
  },
  {
    because: 'who stops after the warning is not paused',
    given: [warn, fetch],
    when: { ...pause, appeals: three },
    refused: { reason: 'NOTHING_SINCE_WARNING' },
  },
  {
    because: 'what was filed before the warning was read is not held against anybody',
    given: [warn, fetch],
    when: { ...pause, appeals: [...three, { ...again, filedAtUs: fetch.nowUs }] },
    refused: { reason: 'NOTHING_SINCE_WARNING' },
  },
  {
    because: 'one appeal is paused for once',
    given: [warn, fetch, pause],
    when: { ...pause, nowUs: pause.untilUs, untilUs: pause.untilUs + f.DAY_US },
    refused: { reason: 'NOTHING_SINCE_WARNING' },
  },
  {
    because: 'a pause needs as much as a warning',
    given: [warn, fetch],
    when: { ...pause, appeals: [...three, again, ...[5, 6, 7, 8, 9].map(founded)] },
    refused: { reason: 'MOSTLY_NOT_UNFOUNDED', unfounded: 4, decided: 9 },
  },
  {
    because: 'what is paused is not paused twice',
    given: [warn, fetch, pause],
    when: { ...pause, nowUs: pausedAtUs + 1 },
    refused: { reason: 'PAUSED_ALREADY', untilUs: pause.untilUs },
  },
  {
    because: 'a pause lasts thirty days at most',
    given: [warn, fetch],
    when: { ...pause, untilUs: pausedAtUs + 30 * f.DAY_US + 1 },
    refused: { reason: 'PAUSE_END_INVALID', latestUs: pausedAtUs + 30 * f.DAY_US },
  },
  {
    because: 'a pause ends in the future',
    given: [warn, fetch],
    when: { ...pause, untilUs: pausedAtUs },
    refused: { reason: 'PAUSE_END_INVALID', latestUs: pausedAtUs + 30 * f.DAY_US },
  },
  {
    because: 'a pause has reasons',
    given: [warn, fetch],
    when: { ...pause, reasons: long },
    refused: { reason: 'REASONS_LENGTH', max: 5000 },
  },
  {
    because: 'who warned does not pause',
    given: [warn, fetch],
    when: { ...pause, by: warn.by },
    refused: { reason: 'DECIDER_INVOLVED' },
  },
  {
    because: 'who found an appeal unfounded does not pause',
    given: [warn, fetch],
    when: { ...pause, by: 'crd-first' },
    refused: { reason: 'DECIDER_INVOLVED' },
  },
  {
    because: 'who has a conflict of interest does not pause',
    given: [warn, fetch],
    when: { ...pause, conflicted: [pause.by] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'what is not paused does not go on',
    given: [warn, fetch],
    when: resume,
    refused: { reason: 'NOT_PAUSED' },
  },
  {
    because: 'what has ended by itself is not ended',
    given: [warn, fetch, pause],
    when: { ...resume, nowUs: pause.untilUs },
    refused: { reason: 'NOT_PAUSED' },
  },
  {
    because: 'who paused does not hear the objection',
    given: [warn, fetch, pause],
    when: { ...resume, by: pause.by },
    refused: { reason: 'DECIDER_INVOLVED' },
  },
  {
    because: 'an end has reasons',
    given: [warn, fetch, pause],
    when: { ...resume, reasons: '' },
    refused: { reason: 'REASONS_LENGTH', max: 5000 },
  },
  {
    because: 'who has a conflict of interest does not end it',
    given: [warn, fetch, pause],
    when: { ...resume, conflicted: [resume.by] },
    refused: { reason: 'CONFLICT_OF_INTEREST' },
  },
  {
    because: 'nobody fetches what was not told',
    given: [],
    when: fetch,
    refused: { reason: 'NOTICE_UNKNOWN' },
  },
  {
    because: 'a notice is delivered once',
    given: [warn, fetch],
    when: fetch,
    refused: { reason: 'NOTICE_ALREADY_DELIVERED' },
  },
];

describe('an order about such appeals is refused, because', () => {
  it.each(refusals)('$because', (row) => {
    const outcome = given(complaintDecider, historyOf(...row.given)).when(row.when);
    expect(outcome).toEqual({ rejected: row.refused });
  });
});
