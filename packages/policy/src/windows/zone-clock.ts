/** Milliseconds of a day without a change of the clock. */
export const DAY_MS = 86_400_000;

/** One formatter a zone: there are some 420 zones, and a formatter costs a hundred times what it formats. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The instant at which a clock on the wall shows a time, in milliseconds since the Unix epoch. `wallMs` is the shown date
 * and time as if it were UTC. A time that is shown twice means the first; one that is skipped means the next instant that
 * is shown at all (`engine.dst` of the quiet hours). Throws `RangeError` for a zone that does not exist.
 */
export function instantOf(zone: string, wallMs: number): number {
  const before = wallMs - offsetMs(zone, wallMs - DAY_MS);
  const after = wallMs - offsetMs(zone, wallMs + DAY_MS);
  // No zone changes twice within two days.
  if (before === after) return before;
  const shown = [before, after].filter((instant) => wallOf(zone, instant) === wallMs);
  return shown.length > 0 ? Math.min(...shown) : changeAfter(zone, { wallMs, before, after });
}

/** What a clock on the wall of a zone shows at an instant, as if it were UTC. */
export function wallOf(zone: string, instantMs: number): number {
  return instantMs + offsetMs(zone, instantMs);
}

/** Number of the local day, counted from 1970-01-01. */
export function localDayOf(zone: string, instantMs: number): number {
  return Math.floor(wallOf(zone, instantMs) / DAY_MS);
}

/** Number of a date, counted from 1970-01-01. The text is "2026-12-25". */
export function dayNumberOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

/** Minutes since midnight of "09:30"; "24:00" is the end of the day. */
export function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** The instant of a time of day on a local day. */
export function instantOn(zone: string, day: number, minutes: number): number {
  return instantOf(zone, day * DAY_MS + minutes * 60_000);
}

/** The change of the clock that skips a time lies between its two readings; what the wall shows rises throughout. */
function changeAfter(
  zone: string,
  { wallMs, before, after }: { wallMs: number; before: number; after: number },
): number {
  let low = Math.min(before, after) - 1;
  let high = Math.max(before, after);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (wallOf(zone, middle) > wallMs) high = middle;
    else low = middle;
  }
  return high;
}

/** Offsets that were looked up, by zone and minute: the same edges of the same days are asked for again and again. */
const offsets = new Map<string, number>();
/** A year of edges of a dozen zones; about 2 MB. */
const MAX_OFFSETS = 20_000;
const MINUTE_MS = 60_000;

/** Clocks change at full minutes. */
function offsetMs(zone: string, instantMs: number): number {
  const minute = Math.floor(instantMs / MINUTE_MS);
  const key = `${zone}|${minute}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const found = readOffset(zone, minute * MINUTE_MS);
  if (offsets.size >= MAX_OFFSETS) offsets.clear();
  offsets.set(key, found);
  return found;
}

function readOffset(zone: string, instantMs: number): number {
  const part = Object.fromEntries(
    formatterOf(zone)
      .formatToParts(instantMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - instantMs;
}

function formatterOf(zone: string): Intl.DateTimeFormat {
  const known = formatters.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, made);
  return made;
}
