import { ManualClock } from '@hustings/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { GroupTurns } from '../src/app/group-turns.ts';

describe('turns of groups', () => {
  const clock = new ManualClock();
  let turns: GroupTurns;

  beforeEach(() => {
    vi.useFakeTimers();
    turns = new GroupTurns(clock);
  });
  afterEach(() => vi.useRealTimers());

  /** Tells whether the next group has begun by now. */
  function next(waiting: number): () => Promise<boolean> {
    let began = false;
    void turns
      .next(() => waiting)
      .then(() => {
        began = true;
      });
    return () => vi.advanceTimersByTimeAsync(0).then(() => began);
  }

  /** A group of so many that began so many milliseconds ago, and what has come for the next. */
  function after({ size, ranMs, waiting }: { size: number; ranMs: number; waiting: number }) {
    turns.begin(size);
    clock.advanceMs(ranMs);
    turns.note(waiting);
    return next(waiting);
  }

  it('begins at once when work comes and nothing was decided before', async () => {
    const began = next(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await began()).toBe(false);
    turns.note(1);
    expect(await began()).toBe(true);
  });

  it.each([
    { why: 'ten milliseconds are over', size: 30, ranMs: 10, waiting: 20 },
    { why: 'few callers are there', size: 7, ranMs: 1, waiting: 7 },
    { why: 'enough have come', size: 30, ranMs: 1, waiting: 64 },
    { why: 'hardly any came meanwhile', size: 32, ranMs: 6, waiting: 7 },
  ])('does not wait for more calls when $why', async ({ size, ranMs, waiting }) => {
    expect(await after({ size, ranMs, waiting })()).toBe(true);
  });

  it.each([
    { size: 8, ranMs: 6, waiting: 2, leftMs: 4 },
    { size: 30, ranMs: 1, waiting: 63, leftMs: 9 },
    { size: 32, ranMs: 6, waiting: 8, leftMs: 4 },
  ])('lets $waiting calls behind a group of $size wait for the period', async (given) => {
    const began = after(given);
    await vi.advanceTimersByTimeAsync(given.leftMs - 1);
    expect(await began()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await began()).toBe(true);
  });

  it('begins as soon as enough have come', async () => {
    const began = after({ size: 30, ranMs: 1, waiting: 10 });
    turns.note(63);
    expect(await began()).toBe(false);
    turns.note(64);
    expect(await began()).toBe(true);
  });

  it('begins as soon as something comes that does not wait', async () => {
    const began = after({ size: 30, ranMs: 1, waiting: 10 });
    expect(await began()).toBe(false);
    turns.hurry();
    expect(await began()).toBe(true);
  });

  it('does not wait for calls where something else is due', async () => {
    turns.begin(30);
    turns.hurry();
    expect(await next(0)()).toBe(true);
  });

  it('waits for work after it was told to rest', async () => {
    turns.note(1);
    turns.rest();
    const began = next(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await began()).toBe(false);
  });
});
