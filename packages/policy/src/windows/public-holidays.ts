import { assert } from '@hustings/kernel';
import { z } from 'zod';
import data from '../../data/public-holidays.json' with { type: 'json' };
import { DAY_MS, dayNumberOf } from './zone-clock.ts';

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

const named = { name: z.string().min(1) };
const month = z.int().min(1).max(12);
const fixedSchema = z.strictObject({
  ...named,
  month,
  day: z.int().min(1).max(31),
  /** On a Saturday the Friday before is kept as well, on a Sunday the Monday after. */
  observed: z.literal('nearest-weekday').optional(),
});
const nthSchema = z.strictObject({
  ...named,
  month,
  weekday: z.enum(WEEKDAYS),
  /** 1 = the first of the month, -1 = the last. */
  nth: z.union([z.int().min(1).max(4), z.literal(-1)]),
  plusDays: z.int().optional(),
  years: z.literal('even').optional(),
});
/** Days after Easter Sunday of the Gregorian calendar. */
const easterSchema = z.strictObject({ ...named, easter: z.int() });
const ruleSchema = z.union([fixedSchema, nthSchema, easterSchema]);
type HolidayRule = z.infer<typeof ruleSchema>;

const rowSchema = z.strictObject({
  jurisdiction: z.string().min(1),
  /** Jurisdiction whose holidays hold here as well. */
  includes: z.string().optional(),
  holidays: z.array(ruleSchema),
  source: z.string().min(1),
  kind: z.enum(['stored', 'memory']),
  confidence: z.enum(['high', 'medium', 'low']),
  note: z.string().optional(),
});
export type HolidayRow = z.infer<typeof rowSchema>;

const { rows } = z
  .strictObject({
    origin: z.string(),
    schema_version: z.literal(1),
    rows: z.array(rowSchema),
  })
  .parse(data);

/** What is known of a jurisdiction's public holidays, with its source; undefined when nothing is. */
export function holidayRow(jurisdiction: string): HolidayRow | undefined {
  return rows.find((row) => row.jurisdiction === jurisdiction);
}

/**
 * Public holidays of a jurisdiction from one date to another, both included, as a policy enters them. They are proposed
 * from rules with a source and a confidence: whoever enters them in a policy answers for them. Throws for a jurisdiction without rules.
 */
export function publicHolidays(
  jurisdiction: string,
  { from, through }: { from: string; through: string },
): string[] {
  const row = holidayRow(jurisdiction);
  assert(row !== undefined, `no holidays are known for ${jurisdiction}`);
  const rules = [...row.holidays, ...(holidayRow(row.includes ?? '')?.holidays ?? [])];
  const years = { first: Number(from.slice(0, 4)), last: Number(through.slice(0, 4)) };
  const days = new Set<number>();
  // A day of the next year may be kept in this one.
  for (let year = years.first - 1; year <= years.last + 1; year++) {
    for (const rule of rules) for (const day of daysOf(rule, year)) days.add(day);
  }
  return [...days]
    .filter((day) => day >= dayNumberOf(from) && day <= dayNumberOf(through))
    .sort((a, b) => a - b)
    .map((day) => new Date(day * DAY_MS).toISOString().slice(0, 10));
}

function daysOf(rule: HolidayRule, year: number): number[] {
  if ('easter' in rule) return [easterSunday(year) + rule.easter];
  if ('nth' in rule) {
    if (rule.years === 'even' && year % 2 !== 0) return [];
    return [nthWeekday(year, rule) + (rule.plusDays ?? 0)];
  }
  const day = dayOf(year, rule.month, rule.day);
  if (rule.observed === undefined) return [day];
  if (weekdayOf(day) === 'sat') return [day - 1, day];
  return weekdayOf(day) === 'sun' ? [day, day + 1] : [day];
}

function nthWeekday(
  year: number,
  { month: of, weekday, nth }: Pick<z.infer<typeof nthSchema>, 'month' | 'weekday' | 'nth'>,
): number {
  const wanted = WEEKDAYS.indexOf(weekday);
  if (nth > 0) {
    const first = dayOf(year, of, 1);
    return first + ((wanted - WEEKDAYS.indexOf(weekdayOf(first)) + 7) % 7) + (nth - 1) * 7;
  }
  const last = dayOf(year, of + 1, 0);
  return last - ((WEEKDAYS.indexOf(weekdayOf(last)) - wanted + 7) % 7);
}

/** The Gregorian Easter, after the anonymous algorithm of 1876 (Meeus, Astronomical Algorithms, chapter 8). */
function easterSunday(year: number): number {
  const a = year % 19;
  const [b, c] = [Math.floor(year / 100), year % 100];
  const [d, e] = [Math.floor(b / 4), b % 4];
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const [i, k] = [Math.floor(c / 4), c % 4];
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return dayOf(year, Math.floor(sum / 31), (sum % 31) + 1);
}

function dayOf(year: number, monthOfYear: number, day: number): number {
  return Date.UTC(year, monthOfYear - 1, day) / DAY_MS;
}

/** Day 0 was a Thursday. */
function weekdayOf(day: number): (typeof WEEKDAYS)[number] {
  return WEEKDAYS[(day + 4) % 7] ?? 'sun';
}
