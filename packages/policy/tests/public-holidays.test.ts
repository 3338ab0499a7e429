import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { editionOf, parsePolicyText, publicHolidays } from '../src/index.ts';

/** Easter Sundays as almanacs print them. */
const EASTER = [
  ['2024', '2024-03-31'],
  ['2025', '2025-04-20'],
  ['2026', '2026-04-05'],
  ['2027', '2027-03-28'],
  ['2028', '2028-04-16'],
  ['2038', '2038-04-25'],
  ['2285', '2285-03-22'],
] as const;

const yearOf = (year: string) => ({ from: `${year}-01-01`, through: `${year}-12-31` });
const plus = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

describe('movable holidays', () => {
  test.each(EASTER)('follow Easter of %s', (year, easter) => {
    const dates = publicHolidays('FR', yearOf(year));
    expect(dates).toContain(plus(easter, 1));
    expect(dates).toContain(plus(easter, 39));
    expect(dates).toContain(plus(easter, 50));
    expect(publicHolidays('US-LA', yearOf(year))).toContain(plus(easter, -47));
  });

  test('fall on their weekday of the month', () => {
    expect(publicHolidays('US', yearOf('2026'))).toEqual([
      '2026-01-01',
      '2026-01-19',
      '2026-02-16',
      '2026-05-25',
      '2026-06-19',
      '2026-07-03',
      '2026-07-04',
      '2026-09-07',
      '2026-10-12',
      '2026-11-11',
      '2026-11-26',
      '2026-12-25',
    ]);
  });

  test('of the next year may be kept in this one', () => {
    expect(publicHolidays('US', { from: '2027-12-26', through: '2027-12-31' })).toEqual([
      '2027-12-31',
    ]);
  });

  test('of an election come every second year', () => {
    expect(publicHolidays('US-RI', yearOf('2028'))).toContain('2028-11-07');
    expect(publicHolidays('US-RI', yearOf('2027'))).not.toContain('2027-11-02');
  });

  test('that nobody has entered are not made up', () => {
    expect(() => publicHolidays('IT', yearOf('2027'))).toThrow('no holidays are known for IT');
  });
});

describe('the default policy', () => {
  const text = readFileSync(
    new URL('../../../examples/policies/default.json', import.meta.url),
    'utf8',
  );
  const parsed = parsePolicyText(text);
  if (!parsed.ok) throw new Error('the default policy is valid');
  const quietHours = parsed.value.windows?.quietHours;
  const closing = (quietHours?.apply ?? []).filter(
    (name) => editionOf('2026-11-21')?.quietRows.get(name)?.public_holidays === 'closed',
  );

  test('has rows that close on holidays, and only those are entered', () => {
    expect(Object.keys(quietHours?.holidays ?? {}).toSorted()).toEqual(closing.toSorted());
    expect(closing).toHaveLength(4);
  });

  test.each(closing)('closes in %s on all holidays that follow from the rules', (name) => {
    const entered = quietHours?.holidays[name];
    const span = { from: '2026-11-21', through: entered?.through ?? '' };
    expect(entered?.dates).toEqual(publicHolidays(name, span));
  });
});
