import { ManualClock } from '@hustings/kernel';
import type { Decided } from '@hustings/redis-scripts';
import { beforeEach, describe, expect, it } from 'vitest';
import { StoreClock } from '../src/app/store-clock.ts';

const START_US = 1_800_000_000_000_000;

let own: ManualClock;
let clock: StoreClock;

beforeEach(() => {
  own = new ManualClock(BigInt(START_US));
  clock = new StoreClock(own);
});

/** A question whose answer comes after `afterMs`; the store, by its own clock, decided at START + `atMs`. */
async function hear({ atMs, afterMs }: { atMs: number; afterMs: number }): Promise<number> {
  const answer = Promise.withResolvers<Decided>();
  const heard = clock.hear(answer.promise);
  own.advanceMs(afterMs);
  answer.resolve({ outcome: 'DECIDED', nowUs: START_US + atMs * 1_000 } as Decided);
  await heard;
  return nowMs();
}

function nowMs(): number {
  return (Number(clock.nowUs()) - START_US) / 1_000;
}

describe('the clock of the store', () => {
  it('is our own before the store was heard, and goes on by it afterwards', async () => {
    expect(nowMs()).toBe(0);
    await hear({ atMs: 60_000, afterMs: 0 });
    own.advanceMs(250);
    expect(nowMs()).toBe(60_250);
  });

  it.each([
    { store: 'stands where we are', answer: { atMs: 4, afterMs: 10 }, now: 10 },
    { store: 'is a little behind', answer: { atMs: -5, afterMs: 10 }, now: 5 },
    { store: 'is a little ahead', answer: { atMs: 13, afterMs: 10 }, now: 13 },
    { store: 'was stepped forward', answer: { atMs: 3_600_000, afterMs: 10 }, now: 3_600_000 },
    { store: 'was stepped back', answer: { atMs: -3_600_000, afterMs: 10 }, now: -3_599_990 },
    { store: 'answers late', answer: { atMs: 4, afterMs: 170 }, now: 170 },
  ])(
    'that $store is taken for what fits its answer and is nearest to what was believed',
    async ({ answer, now }) => {
      expect(await hear(answer)).toBe(now);
    },
  );

  it('is not set back by an answer that came late', async () => {
    await hear({ atMs: 0, afterMs: 0 });
    own.advanceMs(1_000);
    expect(await hear({ atMs: 1_001, afterMs: 170 })).toBe(1_170);
  });

  it('does not move when the store has decided nothing', async () => {
    await hear({ atMs: 60_000, afterMs: 0 });
    await clock.hear(Promise.resolve({ outcome: 'BEHIND', meta: null }));
    expect(nowMs()).toBe(60_000);
  });
});
