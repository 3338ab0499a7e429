import { ManualClock } from '@hustings/kernel';
import type { GateItem, GateVerdict } from '@hustings/policy';
import type { Peeked } from '@hustings/redis-scripts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LaneWatch } from '../src/app/lane-watch.ts';

const START_US = 1_800_000_000_000_000;

let clock: ManualClock;
let wakes: number;
let watch: LaneWatch;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new ManualClock(BigInt(START_US));
  wakes = 0;
  watch = new LaneWatch(clock, () => {
    wakes += 1;
  });
});
afterEach(() => {
  watch.stop();
  vi.useRealTimers();
});

describe('the lanes', () => {
  it('are looked at once at the start, and not again while a look finds nothing', () => {
    expect(watch.due).toBe(true);
    watch.peekOptions();
    watch.notePeek(peeked(0));
    expect(watch.due).toBe(false);
  });

  it('are looked at again after a look that found something', () => {
    watch.peekOptions();
    watch.notePeek(peeked(1));
    expect(watch.due).toBe(true);
  });

  it('are looked at again when something changed while a look was out', () => {
    watch.peekOptions();
    watch.wake(false);
    watch.notePeek(peeked(0));
    expect(watch.due).toBe(true);
  });
});

describe('a sender that has to wait', () => {
  it('is passed over until its time, and then looked at by itself', () => {
    watch.peekOptions();
    watch.noteVerdicts([itemOf('snd-1')], [waitUntil(START_US + 500_000)]);
    expect(watch.peekOptions().skip).toEqual(['snd-1']);
    watch.notePeek(peeked(0));
    advance(400);
    expect({ due: watch.due, wakes }).toEqual({ due: false, wakes: 0 });
    advance(200);
    expect({ due: watch.due, wakes }).toEqual({ due: true, wakes: 1 });
    expect(watch.peekOptions().skip).toEqual([]);
  });

  it('waits for the earliest of its times, and each sender for its own', () => {
    watch.noteVerdicts(
      [itemOf('snd-1'), itemOf('snd-1'), itemOf('snd-2')],
      [waitUntil(START_US + 900_000), waitUntil(START_US + 300_000), waitUntil(START_US + 600_000)],
    );
    advance(310);
    expect(watch.peekOptions().skip).toEqual(['snd-2']);
    advance(310);
    expect(watch.peekOptions().skip).toEqual([]);
    expect(wakes).toBe(2);
  });

  it('without a time waits for a fact that may end its waiting, not for any other', () => {
    watch.noteVerdicts([itemOf('snd-1')], [waitUntil(0)]);
    watch.wake(false);
    expect(watch.peekOptions().skip).toEqual(['snd-1']);
    watch.wake(true);
    expect(watch.peekOptions().skip).toEqual([]);
  });
});

function advance(ms: number): void {
  clock.advanceMs(ms);
  vi.advanceTimersByTime(ms);
}

function peeked(messages: number): Peeked {
  const admission = {} as Peeked['messages'][number]['admission'];
  return {
    outcome: 'PEEKED',
    lastSender: '',
    messages: Array.from({ length: messages }, () => ({ admission, releases: 0 })),
  };
}

function itemOf(senderId: string): GateItem {
  return { context: { senderId } } as GateItem;
}

function waitUntil(againAtUs: number): GateVerdict {
  return { answer: 'WAIT', ruleId: 'per-second', againAtUs };
}
