import type { Edition, QuietRow } from './edition.ts';
import { type Candidate, countryOf, covers, isWholeCountry, zonesOf } from './place.ts';
import { intersect, merge, type Span } from './spans.ts';
import type { WindowsSection } from './windows-schema.ts';
import { DAY_MS, dayNumberOf, instantOn, localDayOf, minutesOf } from './zone-clock.ts';

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** A row that may hold for a recipient, with the zones on whose clocks it may be read. */
export interface HeldRow {
  row: QuietRow;
  zones: readonly string[];
  /** Public holidays on which the row is closed, by day number, and the last day for which they are known. */
  holidays: { days: ReadonlySet<number>; through: number } | null;
  /** False while the row is of low confidence and nobody has confirmed it: then it never opens. */
  confirmed: boolean;
}

/** The rows that may hold for a recipient who may be in any of these places; they bind together. */
export function heldRows(
  edition: Edition,
  section: WindowsSection,
  candidates: readonly Candidate[],
): HeldRow[] {
  const rows = rowsOf(edition, section);
  return candidates.flatMap((candidate) =>
    rowsFor(edition, rows, candidate).map(({ row, zones }) => ({
      row,
      zones,
      holidays: holidaysOf(section, row),
      confirmed:
        row.confidence !== 'low' || section.confirmedRows.includes(`quiet:${row.jurisdiction}`),
    })),
  );
}

/** When a row allows messages within a range of instants, in milliseconds, in every one of its zones. */
export function openSpans(held: HeldRow, range: Span): Span[] {
  if (!held.confirmed) return [];
  let open = [range];
  for (const zone of held.zones) open = intersect(open, openInZone(held, zone, range));
  return open;
}

function rowsOf(edition: Edition, { quietHours }: WindowsSection): QuietRow[] {
  if (quietHours === null) return [];
  const applied = quietHours.apply.map((name) => edition.quietRows.get(name));
  return [...applied.filter((row) => row !== undefined), ...quietHours.own];
}

/**
 * Rows of the place and of what contains it; while its region is not known also those of every region that it may be
 * in, on the clocks of that region. Without a row for the whole of it the row for everywhere else holds as well.
 */
function rowsFor(
  edition: Edition,
  rows: readonly QuietRow[],
  { code, zones }: Candidate,
): { row: QuietRow; zones: readonly string[] }[] {
  const found: { row: QuietRow; zones: readonly string[] }[] = [];
  let isCovered = false;
  for (const row of rows) {
    const place = row.jurisdiction.split(':')[0] ?? '';
    if (countryOf(place) !== countryOf(code)) continue;
    if (covers(place, code)) {
      found.push({ row, zones });
      isCovered = true;
    } else if (isWholeCountry(code)) {
      const own = zonesOf(edition, place).filter((zone) => zones.includes(zone));
      if (own.length > 0) found.push({ row, zones: own });
    }
  }
  const elsewhere = rows.filter((row) => row.jurisdiction === '*').map((row) => ({ row, zones }));
  return isCovered ? found : [...found, ...elsewhere];
}

function holidaysOf({ quietHours }: WindowsSection, row: QuietRow): HeldRow['holidays'] {
  if (row.public_holidays !== 'closed') return null;
  const known = quietHours?.holidays[row.jurisdiction];
  // Unknown holidays: any day may be one.
  if (known === undefined) return { days: new Set(), through: Number.NEGATIVE_INFINITY };
  return { days: new Set(known.dates.map(dayNumberOf)), through: dayNumberOf(known.through) };
}

function openInZone(held: HeldRow, zone: string, range: Span): Span[] {
  const spans: Span[] = [];
  const last = localDayOf(zone, range.to);
  for (let day = localDayOf(zone, range.from); day <= last; day++) {
    if (isClosedOn(held, day)) continue;
    const weekday = DAYS[(day + FIRST_WEEKDAY) % DAYS.length];
    for (const band of held.row.allowed_local) {
      if (weekday === undefined || !band.days.includes(weekday)) continue;
      const from = instantOn(zone, day, minutesOf(band.from));
      spans.push({ from, to: instantOn(zone, day, minutesOf(band.to)) });
    }
  }
  return merge(spans);
}

function isClosedOn({ holidays }: HeldRow, day: number): boolean {
  return holidays !== null && (day > holidays.through || holidays.days.has(day));
}

/** The range widened so that whole local days of every zone lie in it. */
export function widened({ from, to }: Span): Span {
  return { from: from - 2 * DAY_MS, to: to + 2 * DAY_MS };
}
