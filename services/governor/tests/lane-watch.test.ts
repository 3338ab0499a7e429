import { Priority } from '@hustings/contracts/governor';
import { ManualClock } from '@hustings/kernel';
import type { GateItem, GateVerdict } from '@hustings/policy';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LaneWatch } from '../src/app/lane-watch.ts';

const START_US = 1_800_000_000_000_000;
const RELEASED = { answer: 'DECIDED', outcome: 1 } as GateVerdict;

let clock: ManualClock;
let wakes: number;
let watch: LaneWatch;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new ManualClock(BigInt(START_US));
  wakes = 0;
  watch = new LaneWatch(
    clock,
    () => {
      wakes += 1;
    },
    (ruleId) => ruleId === 'rate',
  );
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe('the lanes', () => {
  it('are looked at once at the start, and not again while a look finds nothing', () => {
    expect(watch.due).toBe(true);
    watch.beginLook();
    watch.noteLook(0);
    expect(watch.due).toBe(false);
  });

  it('are looked at ten seconds later though nothing was foreseen, and again after that', () => {
    for (let looks = 1; looks <= 3; looks++) {
      watch.beginLook();
      watch.noteLook(0);
      advance(9_999);
      expect(watch.due).toBe(false);
      advance(1);
      expect(watch.due).toBe(true);
      expect(wakes).toBe(looks);
    }
  });

  it('are looked at again after a look that found something', () => {
    watch.beginLook();
    watch.noteLook(1);
    expect(watch.due).toBe(true);
  });

  it('are looked at again when something changed while a look was out', () => {
    watch.beginLook();
    watch.wake(false);
    watch.noteLook(0);
    expect(watch.due).toBe(true);
  });

  it('are not looked at for ever when all that is found has to wait', () => {
    let looks = 0;
    for (; looks < 100 && watch.due; looks++) {
      watch.beginLook();
      tried([itemOf('snd-1', 'cmp-1')], [waitFor('window-of-the-day', 0)]);
      watch.noteLook(1);
    }
    expect(looks).toBeLessThan(20);
    watch.wake(false);
    expect(watch.due).toBe(true);
  });
});

describe('a rate that is used up', () => {
  it('holds every campaign of the sender until its time, and then wakes by itself', () => {
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('rate', 500_000)]);
    expect(watch.beginLook()).toEqual(['snd-1|2']);
    watch.noteLook(0);
    advance(400);
    expect({ due: watch.due, wakes }).toEqual({ due: false, wakes: 0 });
    advance(200);
    expect({ due: watch.due, wakes }).toEqual({ due: true, wakes: 1 });
    expect(watch.beginLook()).toEqual([]);
  });

  it.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('holds as long by a clock that was stepped %s while a timer ran', (...[, stepMs]) => {
    watch.beginLook();
    watch.noteLook(0);
    clock.stepWallMs(stepMs);
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('rate', stepMs * 1_000 + 500_000)]);
    advance(400);
    expect(watch.due).toBe(false);
    advance(200);
    expect(watch.due).toBe(true);
    expect(watch.beginLook()).toEqual([]);
  });

  it.each([
    { waits: 'line', verdict: waitFor('rate', 500_000) },
    { waits: 'lane', verdict: waitFor('once-a-day', 500_000) },
  ])(
    'wakes a $waits also when its time had come by a clock that then fell behind',
    ({ verdict }) => {
      tried([itemOf('snd-1', 'cmp-1')], [verdict]);
      watch.beginLook();
      watch.noteLook(0);
      advance(501);
      expect(watch.due).toBe(true);
      // The store answers late, and by what it says this process was ahead.
      clock.stepWallMs(-170);
      expect(watch.beginLook()).toHaveLength(1);
      watch.noteLook(0);
      advance(168);
      expect(watch.due).toBe(false);
      advance(3);
      expect(watch.due).toBe(true);
      expect(watch.beginLook()).toEqual([]);
    },
  );

  it.each([
    [500_000, 900_000],
    [900_000, 500_000],
  ])(
    'wakes for whoever may go on first, of several whose timer is gone: %i and %i µs',
    (...[one, other]) => {
      tried([itemOf('snd-1', 'cmp-1')], [waitFor('rate', one)]);
      tried([itemOf('snd-2', 'cmp-2')], [waitFor('rate', other)]);
      watch.beginLook();
      watch.noteLook(0);
      advance(501);
      clock.stepWallMs(-170);
      expect(watch.beginLook()).toHaveLength(2);
      watch.noteLook(0);
      advance(171);
      expect(watch.due).toBe(true);
    },
  );

  it('holds bulk behind conversation, but not conversation behind bulk', () => {
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('rate', 500_000)]);
    tried([talkOf('snd-2', 'cmp-1')], [waitFor('rate', 500_000)]);
    expect(watch.beginLook()).toEqual(['snd-1|2', 'snd-2|1', 'snd-2|2']);
  });

  it('gives its time to whoever found it first, and each sender waits for its own', () => {
    tried(
      [itemOf('snd-1', 'cmp-1'), itemOf('snd-1', 'cmp-2'), itemOf('snd-2', 'cmp-3')],
      [waitFor('rate', 900_000), waitFor('rate', 300_000), waitFor('rate', 600_000)],
    );
    advance(610);
    expect(watch.beginLook()).toEqual(['snd-1|2']);
    advance(310);
    expect(watch.beginLook()).toEqual([]);
    expect(wakes).toBe(2);
  });
});

describe('what holds single recipients', () => {
  it('does not hold a lane of which something went', () => {
    tried(
      [itemOf('snd-1', 'cmp-1'), itemOf('snd-1', 'cmp-1')],
      [waitFor('pair', 6_000_000), RELEASED],
    );
    expect(watch.beginLook()).toEqual([]);
  });

  it('holds the lane of which nothing went, until the earliest time, and no other lane', () => {
    const lane = itemOf('snd-1', 'cmp-1');
    tried(
      [lane, lane, itemOf('snd-1', 'cmp-2')],
      [waitFor('pair', 900_000), waitFor('pair', 300_000), RELEASED],
    );
    expect(watch.beginLook()).toEqual(['snd-1|2|cmp-1|;;ES']);
    expect(watch.waitOf('snd-1|2|cmp-1|;;ES')).toEqual({
      ruleId: 'pair',
      atUs: START_US + 300_000,
      hasMore: false,
      sinceMs: expect.any(Number),
    });
    advance(310);
    expect(watch.beginLook()).toEqual([]);
  });

  it('lets a lane go on when it gets a new message, unless that stands behind those that were shown', () => {
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('pair', 900_000)]);
    watch.noteQueued('snd-1|2|cmp-1|;;ES');
    expect(watch.beginLook()).toEqual([]);
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('pair', 900_000)], ['snd-1|2|cmp-1|;;ES']);
    watch.noteQueued('snd-1|2|cmp-1|;;ES');
    expect(watch.beginLook()).toEqual(['snd-1|2|cmp-1|;;ES']);
  });

  it('without a time waits for a fact that may end its waiting, not for any other', () => {
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('', 0)]);
    watch.wake(false);
    expect(watch.beginLook()).toEqual(['snd-1|2|cmp-1|;;ES']);
    watch.wake(true);
    expect(watch.beginLook()).toEqual([]);
  });

  it.each([
    ['a rate', 'rate', 'snd-1|2'],
    ['a recipient', 'pair', 'snd-1|2|cmp-1|;;ES'],
    ['a fact', '', 'snd-1|2|cmp-1|;;ES'],
  ])('is asked again after a minute, whatever it said of %s', (...[, ruleId, held]) => {
    watch.beginLook();
    tried([itemOf('snd-1', 'cmp-1')], [waitFor(ruleId, ruleId === '' ? 0 : 86_400_000_000)]);
    advance(59_999);
    expect(watch.beginLook()).toEqual([held]);
    advance(1);
    expect(watch.beginLook()).toEqual([]);
  });

  it('does not hold a lane that got a message while the look was out, unless that stands behind those that were shown', () => {
    for (const cut of [[], ['snd-1|2|cmp-1|;;ES']]) {
      watch.beginLook();
      watch.noteQueued('snd-1|2|cmp-1|;;ES');
      tried([itemOf('snd-1', 'cmp-1')], [waitFor('', 0)], cut);
      expect(watch.beginLook()).toEqual(cut);
    }
  });

  it('holds nothing when all waits were forgotten while the look was out: its reason may be over', () => {
    watch.beginLook();
    watch.wake(true);
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('restriction', 60_000_000)]);
    expect(watch.waitOf('snd-1|2|cmp-1|;;ES')).toBeNull();
    expect(watch.due).toBe(true);
    expect(watch.beginLook()).toEqual([]);
    tried([itemOf('snd-1', 'cmp-1')], [waitFor('restriction', 60_000_000)]);
    expect(watch.beginLook()).toEqual(['snd-1|2|cmp-1|;;ES']);
  });
});

function advance(ms: number): void {
  clock.advanceMs(ms);
  vi.advanceTimersByTime(ms);
}

function tried(items: GateItem[], verdicts: GateVerdict[], cut: string[] = []): void {
  watch.noteVerdicts({ items, verdicts, cutLanes: new Set(cut) });
}

function itemOf(senderId: string, campaignId: string): GateItem {
  const context = { senderId, campaignId, place: ';;ES' };
  return { kind: 'RELEASE', context, priority: Priority.PRIORITY_BULK } as GateItem;
}

function talkOf(senderId: string, campaignId: string): GateItem {
  return { ...itemOf(senderId, campaignId), priority: Priority.PRIORITY_CONVERSATION };
}

function waitFor(ruleId: string, inUs: number): GateVerdict {
  return { answer: 'WAIT', ruleId, againAtUs: inUs === 0 ? 0 : START_US + inUs };
}
