/** Cyrillic and Greek letters that a reader takes for Latin ones, in either case (after Unicode TR 39). */
const PAIRS: readonly [string, string][] = [
  ['АаΑα', 'a'],
  ['ВвΒβ', 'b'],
  ['СсϹϲ', 'c'],
  ['Ԁԁ', 'd'],
  ['ЕеΕε', 'e'],
  ['НнΗҺһ', 'h'],
  ['ІіΙι', 'i'],
  ['Јј', 'j'],
  ['КкΚκ', 'k'],
  ['ӏ', 'l'],
  ['МмΜ', 'm'],
  ['Ν', 'n'],
  ['ОоΟοσ', 'o'],
  ['РрΡρ', 'p'],
  ['Ԛԛ', 'q'],
  ['Ѕѕ', 's'],
  ['ТтΤτ', 't'],
  ['υ', 'u'],
  ['ν', 'v'],
  ['Ԝԝ', 'w'],
  ['ХхΧχ', 'x'],
  ['УуΥ', 'y'],
  ['Ζ', 'z'],
];

const LATIN_OF = new Map(
  PAIRS.flatMap(([foreign, latin]) => [...foreign].map((letter) => [letter, latin] as const)),
);

const CANDIDATE = /[\u0370-\u03ff\u0400-\u052f]/;
const CANDIDATES = /[\u0370-\u03ff\u0400-\u052f]/g;

/** A longer text in one alphabet is a language and no disguise. */
const MAX_DISGUISED_CHARS = 64;

const LATIN = /[A-Za-z]/;

/** Whether the text may pass look-alikes for Latin letters, or the other way round. */
export function mayHoldLookAlikes(text: string): boolean {
  return CANDIDATE.test(text) && (text.length <= MAX_DISGUISED_CHARS || LATIN.test(text));
}

/** Each look-alike as the Latin letter that it passes for. */
export function foldLookAlikes(text: string): string {
  return text.replace(CANDIDATES, (letter) => LATIN_OF.get(letter) ?? letter);
}
