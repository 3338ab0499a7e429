import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SenderFact } from '../src/domain/signals/fact.ts';
import { type ReportBucket, weighReports } from '../src/domain/signals/report-shield.ts';
import { SenderWindow } from '../src/domain/signals/sender-window.ts';
import { HOUR_US, pseudonymOf, SECOND_US, START_US } from './fixtures.ts';

const DAY_MS = 86_400_000;
const common = { senderId: 'snd-1', organisationId: 'org-1' };

/** A sender that wrote to so many people, one a second from the start on. */
function writerTo(people: number): SenderWindow {
  const window = new SenderWindow(DAY_MS);
  for (let who = 0; who < people; who++) {
    window.add({
      type: 'MessageReleased',
      ...{ ...common, recipient: pseudonymOf(who), familyId: '', linkMismatch: false, tool: '' },
      ...{ atUs: START_US + who * SECOND_US, seq: who },
    });
  }
  return window;
}

function report(who: number, atUs: number): SenderFact {
  return { type: 'Reported', ...common, recipient: pseudonymOf(who), atUs, seq: 1 };
}

function bucketOf(index: number, sent: number, fresh: number): ReportBucket {
  return { index, sent, fresh, stale: 0 };
}

describe('reports weigh', () => {
  it('in full when they follow the messages', () => {
    const window = writerTo(1000);
    for (let who = 0; who < 1000; who += 50) window.add(report(who, START_US + who * SECOND_US));
    expect(window.signals()).toMatchObject({ reports: 20, reporters: 20, weightedReports: 20 });
  });

  it('once a person, however often that person reports', () => {
    const window = writerTo(1000);
    for (let i = 0; i < 500; i++) window.add(report(i % 2, START_US + i * SECOND_US));
    expect(window.signals()).toMatchObject({ reports: 500, reporters: 2, weightedReports: 2 });
  });

  it('little when they come in a wave that no message explains', () => {
    const window = writerTo(1000);
    for (let who = 0; who < 60; who++) window.add(report(who, START_US + 8 * HOUR_US));
    const { weightedReports, reporters } = window.signals();
    expect(reporters).toBe(60);
    expect(weightedReports).toBeCloseTo(3 + 0.1 * 57, 6);
  });

  it('little from people who were last written to before the window', () => {
    const window = writerTo(1);
    for (let who = 1; who <= 40; who++) window.add(report(who, START_US + SECOND_US));
    expect(window.signals().weightedReports).toBeCloseTo(4, 6);
  });

  it.each([
    ['beside the messages', [bucketOf(7, 1_000, 60)], 50 + 0.1 * 10],
    ['just behind them', [bucketOf(7, 1_000, 0), bucketOf(8, 0, 60)], 50 + 0.1 * 10],
    ['after a pause', [bucketOf(7, 1_000, 0), bucketOf(9, 0, 60)], 3 + 0.1 * 57],
    ['before them', [bucketOf(7, 0, 60), bucketOf(8, 1_000, 0)], 3 + 0.1 * 57],
  ])('in full as far as messages explain them: %s', (_, buckets, weight) => {
    expect(weighReports(buckets)).toBeCloseTo(weight, 6);
  });

  it('never more than one a person, and never less for one more', () => {
    const bucket = fc.record({
      index: fc.nat({ max: 40 }),
      sent: fc.nat({ max: 5000 }),
      fresh: fc.nat({ max: 500 }),
      stale: fc.nat({ max: 500 }),
    });
    fc.assert(
      fc.property(fc.array(bucket, { minLength: 1, maxLength: 32 }), fc.nat(), (all, which) => {
        const buckets = [...all].sort((a, b) => a.index - b.index);
        const people = buckets.reduce((sum, { fresh, stale }) => sum + fresh + stale, 0);
        const weight = weighReports(buckets);
        expect(weight).toBeLessThanOrEqual(people);
        const more = buckets.map((each, i) =>
          i === which % buckets.length ? { ...each, fresh: each.fresh + 1 } : each,
        );
        expect(weighReports(more)).toBeGreaterThan(weight);
      }),
    );
  });
});
