import { Channel } from '@hustings/contracts/registry';
import { err, ok, type Result } from '@hustings/kernel';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';

/** Why a text is not an address on a channel. */
export type AddressFault =
  | 'ADDRESS_EMPTY'
  | 'ADDRESS_TOO_LONG'
  | 'ADDRESS_NOT_A_NUMBER'
  | 'ADDRESS_IMPOSSIBLE'
  | 'ADDRESS_HAS_EXTENSION'
  | 'COUNTRY_UNKNOWN';

/** No spelling of a number needs more, with brackets, spaces and an extension. */
const MAX_CHARS = 64;

/**
 * E.164 numbers that are canonical as they stand, in plans of fixed length whose trunk prefix the first digit excludes:
 * the bulk of traffic, at a hundredth of the cost of parsing. Whatever else there is takes the slow way, and a property
 * test holds both to the same answer.
 */
const CANONICAL =
  /^\+(?:1[2-9]\d{9}|30[2-9]\d{9}|31[1-9]\d{8}|33[1-9]\d{8}|34[5-9]\d{8}|351[2-9]\d{8}|44[1-9]\d{9}|48[1-9]\d{8})$/;

/** Zero-width and direction marks, which come along when a number is copied from a web page or a chat. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** A Telegram user name: 5 to 32 characters, begins with a letter (core.telegram.org/method/account.checkUsername). */
const TELEGRAM_NAME = /^@?([A-Za-z][A-Za-z0-9_]{4,31})$/;

/** A Telegram chat id: at most 52 significant bits (core.telegram.org/bots/api#chat). */
const TELEGRAM_ID = /^\d{5,16}$/;

/** Mexican mobile numbers were written with a 1 after the country code until 2019; WhatsApp still reports them so. */
const MEXICO_WITH_1 = /^\+521(\d{10})$/;

/**
 * The one form under which a recipient is known: E.164 for numbers, "@name" in lower case or "tg:<id>" on Telegram.
 * `defaultCountry` (ISO 3166-1 alpha-2) is used for numbers without a country code. A number counts when its length is
 * possible in its plan; whether it is in use only the provider knows.
 */
export function normaliseAddress(
  channel: Channel,
  to: string,
  defaultCountry?: string,
): Result<string, AddressFault> {
  if (CANONICAL.test(to)) return ok(to);
  if (to.length > MAX_CHARS) return err('ADDRESS_TOO_LONG');
  const text = to.normalize('NFKC').replace(INVISIBLE, '').trim();
  if (text === '') return err('ADDRESS_EMPTY');
  if (channel === Channel.CHANNEL_TELEGRAM) {
    const name = TELEGRAM_NAME.exec(text)?.[1];
    if (name !== undefined) return ok(`@${name.toLowerCase()}`);
    if (TELEGRAM_ID.test(text)) return ok(`tg:${text}`);
  }
  return parseNumber(text.replace(/^tel:/i, '').replace(/^00/, '+'), defaultCountry);
}

function parseNumber(
  text: string,
  defaultCountry: string | undefined,
): Result<string, AddressFault> {
  const country = toCountry(defaultCountry);
  if (country === null) return err('COUNTRY_UNKNOWN');
  const number = parsePhoneNumberFromString(text, {
    extract: false,
    ...(country === undefined ? {} : { defaultCountry: country }),
  });
  if (number === undefined) return err('ADDRESS_NOT_A_NUMBER');
  if (number.ext !== undefined) return err('ADDRESS_HAS_EXTENSION');
  const mexican = MEXICO_WITH_1.exec(number.number)?.[1];
  if (mexican !== undefined) return ok(`+52${mexican}`);
  return number.isPossible() ? ok(number.number) : err('ADDRESS_IMPOSSIBLE');
}

/** Null when the text names no country. */
function toCountry(text: string | undefined): CountryCode | undefined | null {
  if (text === undefined || text === '') return undefined;
  const upper = text.toUpperCase();
  return isSupportedCountry(upper) ? upper : null;
}

/** Countries by calling code, as the metadata of the library has them; most codes have one. */
const COUNTRIES = Map.groupBy(getCountries(), (country): string => getCountryCallingCode(country));
const LONGEST_CALLING_CODE = 3;

/** Countries of a shared calling code, by the digits that tell them apart. */
const sharedCodes = new Map<string, string[]>();
const SHARED_DIGITS = 9;
/** Some 20,000 entries take 2 MB; beyond it the numbers are looked at anew. */
const MAX_SHARED = 20_000;

/**
 * ISO 3166-1 countries that an address may be from: one for most numbers, several where a shared calling code does not tell
 * them apart, none for an address that is no number or belongs to no country.
 */
export function numberCountries(address: string): string[] {
  if (!address.startsWith('+')) return [];
  for (let digits = 1; digits <= LONGEST_CALLING_CODE; digits++) {
    const countries = COUNTRIES.get(address.slice(1, 1 + digits));
    if (countries?.length === 1) return [...countries];
    if (countries !== undefined) return shareOf(address, countries);
  }
  return [];
}

function shareOf(address: string, countries: readonly string[]): string[] {
  const digits = address.slice(0, SHARED_DIGITS);
  const known = sharedCodes.get(digits);
  if (known !== undefined) return known;
  const country = parsePhoneNumberFromString(address)?.country;
  const found = country === undefined ? [...countries] : [country];
  if (sharedCodes.size >= MAX_SHARED) sharedCodes.clear();
  sharedCodes.set(digits, found);
  return found;
}
