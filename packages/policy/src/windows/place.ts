import { err, ok, type Result } from '@hustings/kernel';
import { countryOf, type Edition } from './edition.ts';

export { countryOf };

/** A place code: ISO 3166-1 country, ISO 3166-2 region, and electoral district: "ES", "US-TX", "IN-MH:PUNE-34". */
const CODE = /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?(?::[A-Z0-9-]{1,24})?$/;
const LONGEST_ZONE = 64;

/** What is known of where a recipient is. */
export interface Place {
  /** As the request states it; '' = not stated. */
  region: string;
  /** IANA zone as the request states it; '' = not stated. */
  zone: string;
  /** Codes of the places that the number may be from; empty when the address is no number or nothing is known. */
  numbers: readonly string[];
}

/** Why a stated place is refused. */
export type PlaceFault = 'REGION_UNKNOWN' | 'ZONE_UNKNOWN';

/**
 * The place as decisions record it: "<region>;<zone>;<number's places, joined by +>", for example "ES-CT;Europe/Madrid;" or
 * ";;ES". What a request states comes first: with a region the number says nothing more.
 */
export function placeOf(edition: Edition, known: Place): Result<string, PlaceFault> {
  const { region, zone, numbers } = known;
  if (region !== '' && !isKnownCode(edition, region)) return err('REGION_UNKNOWN');
  const named = zone.length <= LONGEST_ZONE ? (edition.zones.aliases[zone] ?? zone) : '';
  if (zone !== '' && !edition.countryOfZone.has(named)) return err('ZONE_UNKNOWN');
  const from = region === '' ? joinPlaces(numbers) : '';
  return ok(`${region};${zone === '' ? '' : named};${from}`);
}

/** Each once, in the order of their codes. Most numbers name one place. */
function joinPlaces(numbers: readonly string[]): string {
  const [only = ''] = numbers;
  return numbers.length < 2 ? only : [...new Set(numbers)].sort().join('+');
}

/** Reads a recorded place; '' and anything else that is none mean that nothing is known. */
export function readPlace(text: string): Place {
  const [region = '', zone = '', numbers = ''] = text.split(';');
  return { region, zone, numbers: numbers === '' ? [] : numbers.split('+') };
}

/** The place that a number of a country says: the country, or a part of it where the number says more. */
export function numberPlace(edition: Edition, country: string, number: string): string {
  const areas = edition.numberAreas.get(country);
  if (areas === undefined) return country;
  let longest = '';
  let place = country;
  for (const { start, code } of areas) {
    if (start.length > longest.length && number.startsWith(start)) [longest, place] = [start, code];
  }
  return place;
}

/** True when the first code is the second or contains it: "ES" covers "ES-CT". */
export function covers(outer: string, inner: string): boolean {
  return (
    inner === outer || (inner.startsWith(outer) && [':', '-'].includes(inner.charAt(outer.length)))
  );
}

/** True when a code names no region, so that any region of its country may be meant. */
export function isWholeCountry(code: string): boolean {
  return code.charAt(2) !== '-';
}

/** Zones in which a place may be; empty when the code is unknown. */
export function zonesOf({ zones }: Edition, code: string): readonly string[] {
  const region = code.split(':')[0] ?? '';
  return zones.regions[code] ?? zones.regions[region] ?? zones.countries[countryOf(code)] ?? [];
}

/** A jurisdiction with the zones of it in which the recipient may be. */
export interface Candidate {
  code: string;
  zones: readonly string[];
}

/** Where the recipient is for quiet hours; null when nobody can say: then no hour is known to be fit. */
export function quietCandidates(edition: Edition, place: Place): Candidate[] | null {
  const candidates = codesOfStay(edition, place).map((code) => ({
    code,
    zones: place.zone === '' ? zonesOf(edition, code) : [place.zone],
  }));
  const isKnown = candidates.length > 0 && candidates.every(({ zones }) => zones.length > 0);
  return isKnown ? candidates : null;
}

/**
 * Where the recipient may vote: the stated region; else both where they are and where their number is from, since
 * somebody abroad votes at home. Empty when nothing is known.
 */
export function votingCodes(edition: Edition, place: Place): string[] {
  if (place.region !== '') return [place.region];
  return [...new Set([...codesOfStay(edition, place), ...place.numbers])];
}

function codesOfStay(edition: Edition, { region, zone, numbers }: Place): readonly string[] {
  if (region !== '') return [region];
  if (zone === '') return numbers;
  const country = edition.countryOfZone.get(zone);
  return country === undefined ? [] : [country];
}

function isKnownCode({ zones }: Edition, code: string): boolean {
  return CODE.test(code) && zones.countries[countryOf(code)] !== undefined;
}
