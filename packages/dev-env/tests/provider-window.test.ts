import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SlidingWindow } from '../src/provider/sliding-window.ts';

const LENGTH_MS = 1000;

/** Looks at every window that begins with an event: no other can hold more. */
function countByBruteForce(times: number[]): number {
  const counts = times.map(
    (start) => times.filter((time) => time >= start && time < start + LENGTH_MS).length,
  );
  return Math.max(0, ...counts);
}

function countBySliding(times: number[]): number {
  const window = new SlidingWindow(LENGTH_MS);
  return times.reduce((highest, time) => Math.max(highest, window.add(time)), 0);
}

describe('the highest count in any half-open window', () => {
  it.each([
    ['nothing', [], 0],
    ['one event', [5], 1],
    ['two in the same millisecond', [5, 5], 2],
    ['the second exactly one length later stands in the next window', [0, 1000], 1],
    ['the second just before that stands in the same', [0, 999.999], 2],
    ['a burst over a full second is found although no clock second holds it', [900, 950, 1100], 3],
  ] as const)('%s', (_, times, expected) => {
    expect(countBySliding([...times])).toBe(expected);
  });

  it('is what brute force finds, for any times', () => {
    // Quarters are exact in binary, so both ways of counting see the same edges.
    const gaps = fc.array(
      fc.integer({ min: 0, max: 2000 }).map((n) => n / 4),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(gaps, (steps) => {
        let now = 0;
        const times = steps.map((step) => (now += step));
        expect(countBySliding(times)).toBe(countByBruteForce(times));
      }),
    );
  });

  it('tells when room comes', () => {
    const window = new SlidingWindow(LENGTH_MS);
    window.add(100);
    window.add(400);
    expect(window.msUntilRoom(500)).toBe(600);
    expect(window.countAt(1100)).toBe(1);
    expect(window.msUntilRoom(1100)).toBe(300);
  });
});
