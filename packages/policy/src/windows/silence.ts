import type { Edition, SilenceAnchor, SilenceRow } from './edition.ts';
import { countryOf, covers, isWholeCountry, type Place, votingCodes, zonesOf } from './place.ts';
import type { Span } from './spans.ts';
import type { Election, WindowsSection } from './windows-schema.ts';
import { dayNumberOf, instantOn, minutesOf } from './zone-clock.ts';

const HOUR_MS = 3_600_000;

/** What a vote asks for at a place. */
export interface Silence extends Span {
  /** "silence:<election id>". */
  ruleId: string;
  /** WARN: the law names media only; messages pass and are counted. */
  effect: 'BLOCK' | 'WARN';
}

/** Every silence that concerns a recipient, in the order in which the elections are entered. Milliseconds. */
export function silencesFor(edition: Edition, section: WindowsSection, place: Place): Silence[] {
  const codes = votingCodes(edition, place);
  const zones = place.zone === '' ? codes.flatMap((code) => zonesOf(edition, code)) : [place.zone];
  return section.elections
    .filter((election) => codes.length === 0 || codes.some((code) => concerns(election, code)))
    .flatMap((election) => {
      const near = election.timeZones.filter((zone) => zones.includes(zone));
      const at = near.length > 0 ? near : election.timeZones;
      return silencesOf(edition, section, { election, zones: at, isPlaceKnown: codes.length > 0 });
    });
}

/** The silences of one election for a recipient in one of these zones, one a vote; none where the law asks for none. */
export function silencesOf(
  edition: Edition,
  section: WindowsSection,
  at: { election: Election; zones: readonly string[]; isPlaceKnown: boolean },
): Silence[] {
  const { election } = at;
  const country = countryOf(election.jurisdiction);
  const row = edition.silenceRows.get(country);
  const isConfirmed = section.confirmedRows.includes(`silence:${country}`);
  const effect = effectOf(row, { isConfirmed, isPlaceKnown: at.isPlaceKnown });
  if (effect === null) return [];
  // Where the law is not known well enough the eve and the whole polling day are silent, whatever the row says beside it.
  const isSure = row !== undefined && at.isPlaceKnown && (row.confidence !== 'low' || isConfirmed);
  return votesOf(election).map((vote) => {
    const spans = row === undefined ? [] : [spanByLaw(row, vote, at)];
    if (!isSure) spans.push(eveAndDay(vote, at));
    const from = Math.min(...spans.map((span) => span.from));
    const to = Math.max(...spans.map((span) => span.to));
    return { from, to, ruleId: `silence:${election.id}`, effect };
  });
}

/** Days of one vote, first and last, as day numbers. */
interface Vote {
  first: number;
  last: number;
}

function votesOf({ pollingDays }: Election): Vote[] {
  const votes: Vote[] = [];
  for (const day of pollingDays.map(dayNumberOf)) {
    const vote = votes.at(-1);
    if (vote !== undefined && day === vote.last + 1) vote.last = day;
    else votes.push({ first: day, last: day });
  }
  return votes;
}

/** True when people of this place may vote in it: while a region is not known, any of its country's. */
function concerns({ jurisdiction, district }: Election, code: string): boolean {
  const votes = district ?? jurisdiction;
  if (covers(votes, code) || covers(code, votes)) return true;
  return isWholeCountry(code) && countryOf(code) === countryOf(votes);
}

/**
 * Null where nothing is asked for. A row that says "none" and yet names a time rests on sources that disagree: it blocks
 * until somebody has confirmed it.
 */
function effectOf(
  row: SilenceRow | undefined,
  { isConfirmed, isPlaceKnown }: { isConfirmed: boolean; isPlaceKnown: boolean },
): Silence['effect'] | null {
  if (row === undefined || !isPlaceKnown) return 'BLOCK';
  if (row.start === null || row.end === null) return null;
  if (row.confidence === 'low' && !isConfirmed) return 'BLOCK';
  switch (row.covers_messaging) {
    case 'explicit':
    case 'general':
    case 'partly':
    case 'unclear':
      return 'BLOCK';
    case 'media_only':
      return 'WARN';
    case 'none':
      return isConfirmed ? null : 'BLOCK';
    case 'exempt':
      return null;
  }
}

interface Where {
  election: Election;
  zones: readonly string[];
}

/** It begins with the first of the recipient's zones and ends with the last zone in which there are polls. */
function spanByLaw({ start, end }: SilenceRow, vote: Vote, { election, zones }: Where): Span {
  if (start === null || end === null) return eveAndDay(vote, { election, zones });
  const begins = zones.map((zone) =>
    anchorInstant(start, { zone, election, day: vote.first, vote }),
  );
  const ends = election.timeZones.map((zone) =>
    anchorInstant(end, { zone, election, day: vote.last, vote }),
  );
  return { from: Math.min(...begins), to: Math.max(...ends) };
}

function eveAndDay({ first, last }: Vote, { election, zones }: Where): Span {
  return {
    from: Math.min(...zones.map((zone) => instantOn(zone, first - 1, 0))),
    to: Math.max(...election.timeZones.map((zone) => instantOn(zone, last + 1, 0))),
  };
}

function anchorInstant(
  anchor: SilenceAnchor,
  at: { zone: string; election: Election; day: number; vote: Vote },
): number {
  const { zone, election, day, vote } = at;
  switch (anchor.anchor) {
    case 'polling_day':
      return instantOn(zone, day + anchor.day_offset, minutesOf(anchor.time));
    case 'poll_open':
      return instantOn(zone, vote.first, minutesOf(election.pollOpenLocal)) + shiftMs(anchor);
    case 'poll_close':
      return instantOn(zone, vote.last, minutesOf(election.pollCloseLocal)) + shiftMs(anchor);
  }
}

function shiftMs(anchor: { hours_before?: number | undefined; hours_after?: number | undefined }) {
  return ((anchor.hours_after ?? 0) - (anchor.hours_before ?? 0)) * HOUR_MS;
}
