import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Outstanding } from '../src/app/outstanding.ts';

/** Decisions of one call of a rebuild. */
const CALL = 1_024;
/** After so long the client gives a call up. */
const GIVEN_UP_MS = 1_000;

/** Answers calls one after the other, each after its time; the clock stands still but for that. */
class SlowStore {
  nowMs = 0;
  longestMs = 0;
  readonly outstanding = new Outstanding(() => this.nowMs);
  readonly #asked: { tookMs: number; begunMs: number; answer: () => void }[] = [];

  get waiting(): number {
    return this.#asked.length;
  }

  call(weight: number, usEach: number): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    const tookMs = (weight * usEach) / 1_000;
    this.#asked.push({ tookMs, begunMs: this.nowMs, answer: resolve });
    this.outstanding.add(promise, weight);
  }

  async answerOne(): Promise<void> {
    const next = this.#asked.shift();
    if (next === undefined) return;
    this.nowMs += next.tookMs;
    this.longestMs = Math.max(this.longestMs, this.nowMs - next.begunMs);
    next.answer();
    await new Promise(setImmediate);
  }
}

/** Sends so many calls as soon as each may be; microseconds for each decision change from call to call. */
async function rebuild(store: SlowStore, usEach: readonly number[]): Promise<number> {
  let mostUnderWay = 0;
  for (const us of usEach) {
    while (!store.outstanding.hasRoom) await store.answerOne();
    store.call(CALL, us);
    mostUnderWay = Math.max(mostUnderWay, store.waiting);
  }
  while (store.waiting > 0) await store.answerOne();
  return mostUnderWay;
}

describe('calls that are under way', () => {
  it.each([
    { store: 'quick', us: 8, most: 8 },
    { store: 'slow', us: 60, most: 5 },
    { store: 'very slow', us: 250, most: 2 },
  ])('are as many as a $store one answers in time', async ({ us, most }) => {
    const store = new SlowStore();
    expect(await rebuild(store, Array<number>(60).fill(us))).toBe(most);
    expect(store.longestMs).toBeLessThan(GIVEN_UP_MS);
  });

  it('never wait for so long that they are given up, while two together take less', async () => {
    const held = fc.asyncProperty(fc.integer({ min: 1, max: 480 }), async (us) => {
      const store = new SlowStore();
      await rebuild(store, Array<number>(60).fill(us));
      expect(store.longestMs).toBeLessThan(GIVEN_UP_MS);
    });
    await fc.assert(held, { numRuns: 100 });
  });

  it('go one at a time when each of them is slow, and are many again when none is', async () => {
    const store = new SlowStore();
    await rebuild(store, Array<number>(20).fill(300));
    expect(store.outstanding.most).toBe(1);
    await rebuild(store, Array<number>(20).fill(8));
    expect(store.outstanding.most).toBe(8 * CALL);
  });

  it('are waited for to the last, also without parts', async () => {
    const store = new SlowStore();
    store.call(0, 1);
    let isOver = false;
    const over = store.outstanding.none().then(() => {
      isOver = true;
    });
    await new Promise(setImmediate);
    expect(isOver).toBe(false);
    await store.answerOne();
    await over;
  });

  it('tell of the first that fails, whoever waits and whoever asks later', async () => {
    const outstanding = new Outstanding();
    const first = Promise.withResolvers<void>();
    outstanding.add(first.promise, 1);
    const waits = outstanding.none();
    first.reject(new Error('the first'));
    outstanding.add(Promise.reject(new Error('the second')), 1);
    await expect(waits).rejects.toThrow('the first');
    expect(outstanding.hasRoom).toBe(false);
    await expect(outstanding.room()).rejects.toThrow('the first');
  });
});
