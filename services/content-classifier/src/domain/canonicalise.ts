import type { LookAlikes } from './look-alikes.ts';

const URLS = /\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.)\S+/giu;

/** A host with a path and no scheme, which phones make a link of all the same: "party.example/x". */
const HOSTS_WITH_PATH = /\b[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+\/\S*/gu;

const NON_ASCII = /[^\0-\x7f]/;

/** Everything but letters, and the marks that are vowels in Indic scripts. Digits, emoji and signs vary within a mailing. */
const NON_LETTERS = /[^\p{L}\p{Mc}\p{Mn}]+/gu;
const NON_LETTERS_ASCII = /[^a-z]+/g;

/** Accents, harakat and nikkud; vowels of Indic scripts stay. */
const MARKS =
  /[\p{Mn}&&[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]]/gv;

const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/**
 * What is left of a text when everything that varies within a mailing, or that hides likeness, is taken away: case,
 * accents, invisible characters, look-alike letters, links, digits, emoji, punctuation and the personal parts. Words
 * are separated by one space.
 */
export function canonicalise(
  text: string,
  personalParts: readonly string[],
  lookAlikes: LookAlikes,
): string {
  const letters = reduceToLetters(text, lookAlikes);
  const parts = personalParts
    .map((part) => reduceToLetters(part, lookAlikes))
    .filter((part) => part !== '')
    .sort((a, b) => b.length - a.length);
  return parts.reduce(removeWords, ` ${letters} `).trim();
}

function reduceToLetters(text: string, lookAlikes: LookAlikes): string {
  if (!NON_ASCII.test(text)) {
    return withoutLinks(text).toLowerCase().replace(NON_LETTERS_ASCII, ' ').trim();
  }
  const shapes = text.toWellFormed().replace(INVISIBLE, '').normalize('NFKC');
  const folded = lookAlikes.fold(withoutLinks(shapes)).toLowerCase();
  const bare = lookAlikes.fold(folded.normalize('NFD').replace(MARKS, '').normalize('NFC'));
  return bare.replace(NON_LETTERS, ' ').trim();
}

function withoutLinks(text: string): string {
  return text.replace(URLS, ' ').replace(HOSTS_WITH_PATH, ' ');
}

/** A personal part counts as whole words only: leaving out "Ana" must not change "mañana". */
function removeWords(padded: string, part: string): string {
  return padded.includes(part) ? padded.replaceAll(` ${part} `, ' ') : padded;
}
