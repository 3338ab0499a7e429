const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The first instant after the end of a local date in a zone, microseconds since the Unix epoch: "after 7 December" is later
 * than that day, everywhere in it. Null for what is no date or no zone. A day that a zone leaves out or repeats an hour
 * of ends when the next date begins there.
 */
export function endOfDayUs(date: string, timeZone: string): number | null {
  const match = DATE.exec(date);
  if (!match) return null;
  const [year, month, day] = match.slice(1).map(Number);
  const midnight = Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0);
  if (new Date(midnight).toISOString().slice(0, 10) !== date) return null;
  const format = formatterOf(timeZone);
  if (!format) return null;
  // Zones lie between -12 and +14 hours: the local day ends within this span, found to the minute and then exactly.
  let low = midnight - DAY_MS;
  let high = midnight + 3 * DAY_MS;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (localDate(format, middle) <= date) low = middle;
    else high = middle;
  }
  const firstAfter = Math.ceil(high / MINUTE_MS) * MINUTE_MS;
  return (firstAfter - high < 1000 ? firstAfter : high) * 1000;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    return new Intl.DateTimeFormat('en-CA', { ...parts, timeZone });
  } catch {
    return null;
  }
}

/** ISO 8601 date, which sorts as text. */
function localDate(format: Intl.DateTimeFormat, ms: number): string {
  return format.format(new Date(ms));
}
