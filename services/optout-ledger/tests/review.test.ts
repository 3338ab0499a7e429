import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import {
  businessDayAfter,
  type ReviewCommand,
  type ReviewEvent,
  reviewDecider,
} from '../src/domain/review.ts';

const row = {
  reviewId: 'rev-1',
  organisationId: 'org-1',
  recipient: 'rcp-1',
  ground: 'doubtful',
  inboundId: 'inb-1',
  contentSeq: 7n,
  ruleId: 'en-stop-3',
  language: 'en',
  openedAtUs: 1n,
  dueAtUs: 2n,
  requestId: '',
};
const opened: ReviewEvent = { ...row, type: 'ReviewOpened' };

function verdict(confirmed: boolean, note = 'called back') {
  return { reviewId: 'rev-1', confirmed, note, decidedAtUs: 3n, decidedBy: 'crd-staff' };
}

function decide(...[confirmed, note]: Parameters<typeof verdict>): ReviewCommand {
  return { ...verdict(confirmed, note), type: 'DecideReview' };
}

function decided(confirmed: boolean, note?: string): ReviewEvent {
  return { ...verdict(confirmed, note), type: 'ReviewDecided' };
}

describe('a review', () => {
  it.each([
    { because: 'it was never opened', before: [], when: decide(true), refused: 'ReviewUnknown' },
    {
      because: 'it says not why',
      before: [opened],
      when: decide(true, ''),
      refused: 'NoteMissing',
    },
    {
      because: 'blanks say nothing',
      before: [opened],
      when: decide(false, ' \n'),
      refused: 'NoteMissing',
    },
    {
      because: 'it is a file on a person',
      before: [opened],
      when: decide(true, 'x'.repeat(501)),
      refused: 'NoteMissing',
    },
    {
      because: 'somebody confirmed it',
      before: [opened, decided(true)],
      when: decide(false),
      refused: 'ReviewDecidedOtherwise',
    },
    {
      because: 'somebody released it',
      before: [opened, decided(false)],
      when: decide(true),
      refused: 'ReviewDecidedOtherwise',
    },
  ])('is not decided when $because', ({ before, when, refused }) => {
    expect(given(reviewDecider, before).when(when)).toEqual({ rejected: { reason: refused } });
  });

  it.each([true, false])('is decided once, confirmed or not: %s', (confirmed) => {
    const note = 'x'.repeat(500);
    expect(given(reviewDecider, [opened]).when(decide(confirmed, note))).toEqual({
      events: [decided(confirmed, note)],
    });
    const again = given(reviewDecider, [opened, decided(confirmed)]).when(decide(confirmed));
    expect(again).toEqual({ events: [] });
  });

  it('is opened once', () => {
    const open: ReviewCommand = { ...row, type: 'OpenReview' };
    expect(given(reviewDecider, []).when(open)).toEqual({ events: [opened] });
    expect(given(reviewDecider, [opened]).when(open)).toEqual({ events: [] });
    expect(given(reviewDecider, [opened, decided(false)]).when(open)).toEqual({ events: [] });
  });
});

describe('the business day after', () => {
  it.each([
    ['2026-11-19T10:00:00Z', '2026-11-20T10:00:00.000Z', 'Thursday'],
    ['2026-11-20T10:00:00Z', '2026-11-23T10:00:00.000Z', 'Friday'],
    ['2026-11-21T10:00:00Z', '2026-11-23T10:00:00.000Z', 'Saturday'],
    ['2026-11-22T10:00:00Z', '2026-11-23T10:00:00.000Z', 'Sunday'],
  ])('%s is %s (%s)', (...[from, to]) => {
    expect(new Date(businessDayAfter(Date.parse(from) * 1000) / 1000).toISOString()).toBe(to);
  });
});
