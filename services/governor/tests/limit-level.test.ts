import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { Limit } from '@hustings/policy';
import type { CompiledLimit } from '@hustings/policy/gate';
import type { Level } from '@hustings/policy/plan';
import { describe, expect, it } from 'vitest';
import { toLimitLevel } from '../src/domain/limit-level.ts';

const SECOND = 1_000_000;
const NOW = 1_800_000_000 * SECOND;

const limit = { id: 'l', meaning: 'm', source: 's', cost: 'messages', shadow: false } as Limit;
const compiled: CompiledLimit = {
  ...{ id: 'l', shape: 'bucket', scope: 'sender', max: 10, spanUs: SECOND, sinceUs: 0 },
  ...{ segments: false, shadow: false, whileWarned: false, whileSlow: false },
};
const BUCKET = {};
const WINDOW = { shape: 'window', spanUs: 60 * SECOND } as const;
const PAIR = { shape: 'pair' } as const;

const fullIn = (seconds: number): Level => ({ spends: [], fullAtUs: NOW + seconds * SECOND });
/** So many permits so many seconds ago, the oldest first. */
const spent = (...spends: [permits: number, ago: number][]): Level => ({
  fullAtUs: 0,
  spends: spends.map(([permits, ago]) => ({ permits, atUs: NOW - ago * SECOND })),
});
const began = (ago: number): Partial<CompiledLimit> => ({ sinceUs: NOW - ago * SECOND });

/** Seconds from now on; null = now or before. */
type Row = [
  string,
  Partial<CompiledLimit>,
  Level | undefined,
  number,
  number | null,
  number | null,
];

const ROWS: Row[] = [
  ['a bucket of which nothing is known', BUCKET, undefined, 10, null, null],
  ['a bucket that has been full for long', BUCKET, fullIn(-100), 10, null, null],
  ['a bucket that lacks three permits and a half', BUCKET, fullIn(3.5), 6, null, 3.5],
  ['an empty bucket', BUCKET, fullIn(10), 0, 1, 10],
  ['a bucket that began empty four seconds ago', began(4), undefined, 4, null, 6],
  ['a bucket that began empty, and would be full by its spends', began(4), fullIn(2), 4, null, 6],
  ['an unused window', WINDOW, undefined, 10, null, null],
  ['a window with seven spends', WINDOW, spent([3, 50], [4, 20]), 3, null, 40],
  ['a window with one permit left', WINDOW, spent([9, 20]), 1, null, 40],
  ['a window that is used up', WINDOW, spent([4, 50], [6, 20]), 0, 10, 40],
  ['a window whose oldest spend is not enough', WINDOW, spent([1, 50], [11, 20]), 0, 40, 40],
  ['a window that a spend has just left', WINDOW, spent([9, 60], [2, 20]), 8, null, 40],
  ['a window of unknown past', { ...WINDOW, ...began(20) }, spent([2, 5]), 0, 40, 55],
  ['a window that is known as a whole', { ...WINDOW, ...began(60) }, spent([2, 5]), 8, null, 55],
  ['a pair', PAIR, undefined, 10, null, null],
  ['a pair of unknown past', { ...PAIR, sinceUs: NOW }, undefined, 0, 1, 1],
];

describe('what is left of a limit', () => {
  it.each(ROWS)('%s', (...row) => {
    const [, form, level, left, free, full] = row;
    const explained = { limit, compiled: { ...compiled, ...form } };
    const found = toLimitLevel(explained, { senderId: 'snd-1', level, nowUs: NOW });
    const secondsTo = (at: typeof found.freeAt) =>
      at && (Number(usFromTimestamp(at)) - NOW) / SECOND;
    expect(Number(found.left)).toBe(left);
    expect(secondsTo(found.freeAt) ?? null).toBe(free);
    expect(secondsTo(found.fullAt) ?? null).toBe(full);
  });
});
