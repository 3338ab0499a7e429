/** 2027-01-15 00:00:00 UTC, microseconds. */
export const START_US = 1_799_971_200_000_000;
export const SECOND_US = 1_000_000;
export const MINUTE_US = 60 * SECOND_US;
export const HOUR_US = 60 * MINUTE_US;
export const DAY_US = 24 * HOUR_US;
/** Two weeks: what was not found by then counts as missed. */
export const DAYS = 14;
export const END_US = START_US + DAYS * DAY_US;

/** Numbers that are not new have written to their lists before: two weeks of that come first. */
export const HISTORY_DAYS = 14;
export const BEGIN_US = START_US - HISTORY_DAYS * DAY_US;

/** An hour of a day of the simulation, from 0 on; negative before it. */
export function at(day: number, hour: number): number {
  return START_US + day * DAY_US + hour * HOUR_US;
}

/** The day that an instant lies in, from 0 on. */
export function dayOf(atUs: number): number {
  return Math.floor((atUs - START_US) / DAY_US);
}
