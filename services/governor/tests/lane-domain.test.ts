import { DecisionKind, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import { given } from '@hustings/decider';
import { compileWindows } from '@hustings/policy';
import { describe, expect, it } from 'vitest';
import { AdmissionTimeline } from '../src/domain/admission-timeline.ts';
import { countUntilLast } from '../src/domain/ahead.ts';
import { cancellationDecider } from '../src/domain/cancellation.ts';
import { type LaneEvent, laneDecider } from '../src/domain/lane.ts';
import { applyToLaneBook, emptyLaneBook, type LaneBook } from '../src/domain/lane-book.ts';
import { isSilenced, silencesAt } from '../src/domain/silences.ts';
import { SILENCE_END, vote, windowsWith } from './lua-windows.ts';
import * as world from './lua-world.ts';

const organisationId = 'org-a';
const lane = { campaignId: 'cmp-a', senderId: '' };
const about = { organisationId, lane };
const paused: LaneEvent = { type: 'LanePaused', ...about };
const resumed: LaneEvent = { type: 'LaneResumed', ...about };
const weighed: LaneEvent = { type: 'LaneWeighed', ...about, weight: 3 };

describe('an order for a lane', () => {
  it.each([
    { order: 'PauseLane' as const, before: [], events: [paused] },
    { order: 'PauseLane' as const, before: [paused], events: [] },
    { order: 'PauseLane' as const, before: [paused, resumed], events: [paused] },
    { order: 'ResumeLane' as const, before: [], events: [] },
    { order: 'ResumeLane' as const, before: [paused], events: [resumed] },
  ])(
    '$order after $before.length events changes what is to be changed',
    ({ order, before, events }) => {
      expect(given(laneDecider, before).when({ type: order, ...about })).toEqual({ events });
    },
  );

  it.each([
    { weight: 3, before: [], outcome: { events: [weighed] } },
    { weight: 3, before: [weighed], outcome: { events: [] } },
    { weight: 0, before: [], outcome: { rejected: { reason: 'WEIGHT_OUT_OF_RANGE' } } },
    { weight: 101, before: [], outcome: { rejected: { reason: 'WEIGHT_OUT_OF_RANGE' } } },
    { weight: 1.5, before: [], outcome: { rejected: { reason: 'WEIGHT_OUT_OF_RANGE' } } },
  ])('weighs $weight', ({ weight, before, outcome }) => {
    expect(given(laneDecider, before).when({ type: 'WeighLane', ...about, weight })).toEqual(
      outcome,
    );
  });
});

describe('a cancellation', () => {
  const order = {
    orderId: 'can-1',
    organisationId,
    campaignId: 'cmp-a',
    senderId: '',
    messageIds: [] as string[],
    throughNumber: 7n,
  };
  const ordered = { type: 'CancellationOrdered' as const, ...order };
  const command = { type: 'OrderCancellation' as const, ...order };

  it.each([
    { title: 'is ordered once', before: [], command, outcome: { events: [ordered] } },
    {
      title: 'keeps its first cut when it is repeated',
      before: [ordered],
      command: { ...command, throughNumber: 9n },
      outcome: { events: [] },
    },
    {
      title: 'is refused for another filter under the same key',
      before: [ordered],
      command: { ...command, senderId: 'snd-a' },
      outcome: { rejected: { reason: 'ORDER_KEY_USED' } },
    },
    {
      title: 'is refused when it names too many',
      before: [],
      command: { ...command, messageIds: Array<string>(1_001).fill('m') },
      outcome: { rejected: { reason: 'TOO_MANY_NAMED' } },
    },
    {
      title: 'is refused without an organisation',
      before: [],
      command: { ...command, organisationId: '' },
      outcome: { rejected: { reason: 'NOTHING_NAMED' } },
    },
  ])('$title', ({ before, command: given_, outcome }) => {
    expect(given(cancellationDecider, before).when(given_)).toEqual(outcome);
  });
});

describe('the timeline of admissions', () => {
  it('finds the last number before an instant, at most a second too early', () => {
    const timeline = new AdmissionTimeline();
    const SECOND = 1_000_000;
    for (let at = 0; at < 600; at++) timeline.note(at * 100_000, at + 1);
    timeline.note(90 * SECOND, 700);
    for (const seconds of [1, 30.25, 59.9, 60, 75, 90]) {
      const exact = Math.min(600, Math.ceil(seconds * 10));
      const found = timeline.lastBefore(seconds * SECOND);
      expect(found).toBeLessThanOrEqual(exact);
      expect(found).toBeGreaterThanOrEqual(exact - 10);
    }
    expect(timeline.lastBefore(91 * SECOND)).toBe(700);
    expect(timeline.lastBefore(0)).toBe(0);
  });

  it('stays small, and sound where it was thinned out', () => {
    const timeline = new AdmissionTimeline();
    for (let at = 0; at < 200_000; at++) timeline.note(at * 1_000_000, at + 1);
    for (const seconds of [10, 5_000, 150_000, 199_999]) {
      expect(timeline.lastBefore(seconds * 1_000_000)).toBeLessThanOrEqual(seconds);
    }
    expect(timeline.lastBefore(199_999 * 1_000_000)).toBe(199_999);
  });
});

describe('messages that go before the last one of a campaign', () => {
  const queued = new Map([
    ['snd-1|1|cmp-b|', 5],
    ['snd-1|2|cmp-a|', 100],
    ['snd-1|2|cmp-b|', 30_000],
    ['snd-1|2|cmp-c|', 10],
  ]);
  const book = (changes: Partial<LaneBook> = {}): LaneBook => ({
    ...emptyLaneBook(),
    queued: new Map([['snd-1', queued]]),
    ...changes,
  });

  it.each([
    { title: 'all, when no campaign is named', campaignId: '', changes: {}, count: 30_117 },
    {
      title: 'its own and what others get beside it',
      campaignId: 'cmp-a',
      changes: {},
      count: 219,
    },
    {
      title: 'fewer of the others, when it weighs more',
      campaignId: 'cmp-a',
      changes: { weights: new Map([['cmp-a', 4]]) },
      count: 5 + 102 + 26 + 10,
    },
    {
      title: 'nothing of what is paused',
      campaignId: 'cmp-a',
      changes: { pausedCampaigns: new Set(['cmp-b']) },
      count: 112,
    },
  ])('are $title', ({ campaignId, changes, count }) => {
    const ahead = countUntilLast(book(changes), { senderId: 'snd-1', campaignId, messages: 2 });
    expect(ahead).toBe(count);
  });
});

describe('silence and what is queued', () => {
  const windows = compileWindows({
    ...world.policyWith({ sender: [] }),
    windows: windowsWith({ elections: [vote('PT', 'Europe/Lisbon')] }),
  });
  const portugal = 'PT;;';
  const queuedAt = (...places: string[]): LaneBook => {
    const book = emptyLaneBook();
    for (const [at, place] of places.entries())
      take(book, { outcome: Outcome.OUTCOME_QUEUED, at, place });
    return book;
  };
  function take(
    book: LaneBook,
    { outcome, at, place }: { outcome: Outcome; at: number; place: string },
  ): void {
    const kind =
      outcome === Outcome.OUTCOME_QUEUED
        ? DecisionKind.DECISION_KIND_ADMISSION
        : DecisionKind.DECISION_KIND_RELEASE;
    const decision = { senderId: 'snd-1', campaignId: `cmp-${at}`, place, outcome, kind };
    const data = DecisionsRecorded.encode(
      DecisionsRecorded.fromPartial({ decisions: [decision] }),
    ).finish();
    applyToLaneBook(book, { eventType: 'governor.DecisionsRecorded.v1', data }, 'gate');
  }

  it.each([
    { when: 'before it', atUs: world.T0 - 48 * world.HOUR, silences: [], isNow: false },
    {
      when: 'while it reigns',
      atUs: world.T0,
      silences: [{ place: portugal, endsAtUs: SILENCE_END }],
      isNow: true,
    },
    {
      when: 'when it is over',
      atUs: SILENCE_END,
      silences: [{ place: portugal, endsAtUs: SILENCE_END }],
      isNow: false,
    },
  ])('$when', ({ atUs, silences, isNow }) => {
    const book = queuedAt('PT;;', 'ES;;');
    expect(silencesAt(book, windows, atUs)).toEqual(silences);
    expect(isSilenced(book, windows, atUs)).toBe(isNow);
    expect(silencesAt(book, undefined, atUs)).toEqual([]);
  });

  it('concerns places only for as long as something is queued there', () => {
    const book = queuedAt('PT;;', 'PT;;');
    expect(book.places).toEqual(new Map([[portugal, 2]]));
    take(book, { outcome: Outcome.OUTCOME_RELEASED, at: 0, place: portugal });
    expect(isSilenced(book, windows, world.T0)).toBe(true);
    take(book, { outcome: Outcome.OUTCOME_CANCELLED, at: 1, place: portugal });
    expect(isSilenced(book, windows, world.T0)).toBe(false);
    expect(isSilenced(queuedAt('ES;;'), windows, world.T0)).toBe(false);
  });
});
