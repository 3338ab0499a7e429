import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PaceLimit, Pacer } from '../src/domain/pacer.ts';

const LIMIT: PaceLimit = { max: 2, perMs: 1000 };

describe('a pacer', () => {
  it('starts nothing for one window, because the past is not known', () => {
    const pacer = new Pacer([LIMIT], 500);
    expect(pacer.nextStartMs()).toBe(1500);
    expect(pacer.roomAt(1499, 10)).toBe(0);
    expect(pacer.roomAt(1500, 10)).toBe(2);
  });

  it('waits for the answer of the call that stands a whole limit before', () => {
    const pacer = new Pacer([LIMIT], -1000);
    pacer.start(0);
    const second = pacer.start(0);
    expect(pacer.nextStartMs()).toBeNull();
    second.settledMs = 10;
    expect(pacer.roomAt(60_000, 10)).toBe(0);
  });

  it('counts the window from the answer, not from the start', () => {
    const pacer = new Pacer([LIMIT], -1000);
    const [first, second] = [pacer.start(0), pacer.start(0)];
    first.settledMs = 40;
    second.settledMs = 90;
    expect(pacer.nextStartMs()).toBe(1040);
    expect(pacer.roomAt(1040, 10)).toBe(1);
    expect(pacer.roomAt(1090, 10)).toBe(2);
  });

  it('keeps every one of several limits', () => {
    const pacer = new Pacer([LIMIT, { max: 3, perMs: 5000 }], -5000);
    for (const start of [0, 0]) pacer.start(start).settledMs = start;
    pacer.start(1000).settledMs = 1000;
    expect(pacer.nextStartMs()).toBe(5000);
  });

  it('starts nothing while the provider wants patience', () => {
    const pacer = new Pacer([LIMIT], -1000);
    pacer.pauseUntil(700);
    expect(pacer.roomAt(699, 1)).toBe(0);
    expect(pacer.roomAt(700, 1)).toBe(1);
  });

  it('waits for one window when others may have called', () => {
    const pacer = new Pacer([LIMIT], -1000);
    pacer.forgetPast(200);
    expect(pacer.nextStartMs()).toBe(1200);
  });

  it.each([
    ['a narrower limit', { max: 1, perMs: 1000 }, 1000],
    ['a larger count', { max: 3, perMs: 1000 }, 1500],
    ['a longer window', { max: 2, perMs: 2000 }, 2500],
  ] as const)('takes over %s', (_, limit, nextStart) => {
    const pacer = new Pacer([LIMIT], -1000);
    pacer.start(0).settledMs = 0;
    pacer.setLimits([limit], 500);
    expect(pacer.nextStartMs()).toBe(nextStart);
  });

  it.each([
    ['count', { max: 4, perMs: 1000 }, 1500],
    ['window', { max: 2, perMs: 2000 }, 2500],
  ] as const)(
    'looks as far back as the largest %s of several limits',
    (...[, limit, nextStart]) => {
      const pacer = new Pacer([LIMIT], -1000);
      pacer.start(0).settledMs = 0;
      pacer.setLimits([{ max: 1, perMs: 10 }, limit], 500);
      expect(pacer.nextStartMs()).toBe(nextStart);
    },
  );

  it('refuses to start a call before its time', () => {
    const pacer = new Pacer([LIMIT], 0);
    expect(() => pacer.start(999)).toThrow('before its time');
  });

  it('cannot be without a limit', () => {
    expect(() => new Pacer([], 0)).toThrow('without any limit');
  });
});

interface Plan {
  limits: PaceLimit[];
  /** For each call: idle time before it is wanted, time to arrival, time from arrival to the answer. */
  calls: { idle: number; out: number; back: number }[];
  /** Limits that replace the first ones before a call of this index. */
  change: { index: number; limits: PaceLimit[] } | null;
}

const limits = fc.array(
  fc.record({ max: fc.integer({ min: 1, max: 6 }), perMs: fc.integer({ min: 1, max: 400 }) }),
  { minLength: 1, maxLength: 2 },
);
const plans: fc.Arbitrary<Plan> = fc.record({
  limits,
  calls: fc.array(
    fc.record({
      idle: fc.integer({ min: 0, max: 60 }),
      out: fc.integer({ min: 0, max: 300 }),
      back: fc.integer({ min: 0, max: 300 }),
    }),
    { maxLength: 80 },
  ),
  change: fc.option(fc.record({ index: fc.integer({ min: 0, max: 80 }), limits })),
});

interface Flight {
  call: { settledMs: number | null };
  arrivesMs: number;
  answeredMs: number;
}

/** Lets the pacer start calls as early as it allows, over a network that delays each as the plan says. */
function arrivalsOf(plan: Plan): number[] {
  const pacer = new Pacer(plan.limits, 0);
  const flights: Flight[] = [];
  let nowMs = 0;
  const answerUntil = (timeMs: number): void => {
    for (const flight of flights) {
      if (flight.answeredMs <= timeMs) flight.call.settledMs = flight.answeredMs;
    }
  };
  for (const [index, wanted] of plan.calls.entries()) {
    nowMs += wanted.idle;
    answerUntil(nowMs);
    if (plan.change?.index === index) pacer.setLimits(plan.change.limits, nowMs);
    while (pacer.roomAt(nowMs, 1) === 0) answerUntil(++nowMs);
    const arrivesMs = nowMs + wanted.out;
    const call = pacer.start(nowMs);
    flights.push({ call, arrivesMs, answeredMs: arrivesMs + wanted.back });
  }
  return flights.map((flight) => flight.arrivesMs);
}

function highestCount(arrivals: number[], perMs: number): number {
  const counts = arrivals.map(
    (start) => arrivals.filter((time) => time >= start && time < start + perMs).length,
  );
  return Math.max(0, ...counts);
}

describe('whatever the network does', () => {
  it('no window at the provider holds more arrivals than the limit', () => {
    fc.assert(
      fc.property(plans, (drawn) => {
        const plan = { ...drawn, change: null };
        const arrivals = arrivalsOf(plan);
        for (const { max, perMs } of plan.limits) {
          expect(highestCount(arrivals, perMs)).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('nor after the limits have changed under way', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        if (plan.change === null) return;
        // What was called under the old limits may still arrive: the new ones bind the calls after the change.
        const later = arrivalsOf(plan).slice(plan.change.index);
        for (const { max, perMs } of plan.change.limits) {
          expect(highestCount(later, perMs)).toBeLessThanOrEqual(max);
        }
      }),
      { numRuns: 300 },
    );
  });
});
