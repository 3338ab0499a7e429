/**
 * A longer text is read at both ends only: the longest message of a provider has 4,096 characters, and a request to
 * stop stands at the start or the end of a rant, seldom in its middle.
 */
const MAX_CHARS = 4_096;
const HEAD_CHARS = 3_072;
const TAIL_CHARS = MAX_CHARS - HEAD_CHARS;

const APOSTROPHES = /[\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u00b4\u0060\u2032\uff07]/g;

/** Characters without a shape: zero-width, bidirectional controls, soft hyphen, joiners, variation selectors. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Accents, harakat and nikkud. Combining marks of Indic scripts are vowels and stay. */
const MARKS =
  /[\p{Mn}&&[\p{Script=Inherited}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]]/gv;

const NON_ASCII = /[^\0-\x7f]/;
const ARABIC = /[\u0600-\u06ff]/;
const DOUBLE = /(\p{L})\1+/gu;

/** Signs of Western scripts beyond ASCII, without the middle dot: once they are gone, most texts are plain ASCII. */
const COMMON_SIGNS = /[\u00a1-\u00b6\u00b8-\u00bf\u2010-\u2027\u2030-\u205e]/g;

/** How one kind of text is taken apart. */
interface Patterns {
  /** What separates words: everything but letters, marks, numbers and the apostrophe or middle dot inside a word. */
  separators: RegExp;
  /** Three equal letters or more. */
  longRuns: RegExp;
  /** Three single letters in a row or more are one word that somebody spaced out: "s t o p". */
  spacedLetters: RegExp;
}

/** The same patterns twice: those for ASCII take a third of the time. */
const ASCII_PATTERNS: Patterns = {
  separators: /(?:(?<![a-z0-9])'|'(?![a-z0-9])|[^a-z0-9'])+/g,
  longRuns: /([a-z])\1{2,}/g,
  spacedLetters: /(?<![^ ])[a-z](?: [a-z]){2,}(?![^ ])/g,
};
const UNICODE_PATTERNS: Patterns = {
  separators:
    /(?:(?<![\p{L}\p{N}])['\u00b7]|['\u00b7](?![\p{L}\p{N}])|[^\p{L}\p{M}\p{N}'\u00b7])+/gu,
  longRuns: /(\p{L})\1{2,}/gu,
  spacedLetters: /(?<![^ ])\p{L}(?: \p{L}){2,}(?![^ ])/gu,
};

/**
 * The text as recognition compares it: compatibility forms folded, lower case, no accents or invisible characters, no
 * punctuation, single spaces, runs of three letters or more reduced to one. Work is bounded whatever the length; text
 * that is not well-formed UTF-16 is repaired first.
 */
export function normaliseText(text: string): string {
  const folded = foldCharacters(clip(text));
  const patterns = NON_ASCII.test(folded) ? UNICODE_PATTERNS : ASCII_PATTERNS;
  return folded
    .replace(patterns.separators, ' ')
    .trim()
    .replace(patterns.longRuns, '$1')
    .replace(patterns.spacedLetters, (run) => run.replaceAll(' ', ''));
}

/** The same text with doubled letters reduced to one: "stoop" and "stop" look alike then, so it is tried last. */
export function collapseDoubles(normalised: string): string {
  return normalised.replace(DOUBLE, '$1');
}

/** The text as written, clipped, without characters that have no shape: for emoji and look-alike digits. */
export function stripInvisible(text: string): string {
  return clip(text).replace(INVISIBLE, '');
}

function clip(text: string): string {
  const clipped =
    text.length <= MAX_CHARS ? text : `${text.slice(0, HEAD_CHARS)} ${text.slice(-TAIL_CHARS)}`;
  return clipped.toWellFormed();
}

function foldCharacters(text: string): string {
  if (!NON_ASCII.test(text)) return text.replaceAll('`', "'").toLowerCase();
  const shapes = text.replace(APOSTROPHES, "'").replace(INVISIBLE, '').normalize('NFKC');
  const letters = shapes.toLowerCase().replace(COMMON_SIGNS, ' ');
  const bare = letters.normalize('NFD').replace(MARKS, '').normalize('NFC');
  const latin = bare.replaceAll('ß', 'ss').replaceAll('ı', 'i').replaceAll('ł', 'l');
  return ARABIC.test(latin) ? foldArabic(latin) : latin;
}

/** Writers leave out hamza and dots, and stretch words: alef variants, ta marbuta, alef maqsura, tatweel. */
function foldArabic(text: string): string {
  return text
    .replaceAll('\u0640', '')
    .replace(/[\u0622\u0623\u0625\u0671]/g, '\u0627')
    .replaceAll('\u0629', '\u0647')
    .replaceAll('\u0649', '\u064a');
}
