import type { Result } from '@hustings/kernel';
import { latestEdition, numberPlace, type PlaceFault, placeOf } from '@hustings/policy';
import { numberCountries } from '@hustings/privacy';

/** What a request says of where its recipient is; '' = nothing. */
export interface StatedPlace {
  region: string;
  zone: string;
}

const NOTHING_STATED: StatedPlace = { region: '', zone: '' };

/** A recipient's place as decisions record it, by what was stated and what the number tells. */
export function placeOfRecipient(
  address: string,
  stated: StatedPlace = NOTHING_STATED,
): Result<string, PlaceFault> {
  const edition = latestEdition();
  const numbers = numberCountries(address).map((country) => numberPlace(edition, country, address));
  return placeOf(edition, { ...stated, numbers });
}

/** What a country says of a place; '' = nothing is known. */
export function placeOfCountry(country: string): string {
  if (country === '') return '';
  const edition = latestEdition();
  const numbers = [numberPlace(edition, country.toUpperCase(), '')];
  const place = placeOf(edition, { ...NOTHING_STATED, numbers });
  return place.ok ? place.value : '';
}
