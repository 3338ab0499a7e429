import type { Finding } from './finding.ts';
import type { LookAlikes } from './look-alikes.ts';

/** Placeholders of the usual mail-merge and chat tools. Braces and bars are rare in what people write by hand. */
const MERGE_FIELDS = [
  /\{\{[^{}]{1,60}\}\}/u,
  /\$\{[^{}]{1,60}\}/u,
  /\{[\p{L}_][\p{L}\p{N}_. ]{0,38}\}/u,
  /<<[\p{L}_][\p{L}\p{N}_. ]{0,38}>>/u,
  /\*\|[A-Z0-9_:]{1,40}\|\*/u,
  /%[A-ZÁÉÍÓÚÑÇ_]{3,30}%/u,
  /\[(?:first|last|full)?[ _]?(?:name|nombre|apellidos?|nom|cognom|nome|prénom|vorname|nachname|city|ciudad|municipio)\]/iu,
];

/**
 * Characters without a shape, bidirectional controls among them, but for those that shape Arabic, Indic scripts and emoji:
 * joiners, direction marks, variation selectors and tags.
 */
const INVISIBLE =
  /[\p{Default_Ignorable_Code_Point}--[\u061c\u180b-\u180d\u180f\u200c-\u200f\ufe00-\ufe0f\u{e0000}-\u{e0fff}]]/gv;

/** Joiners shape Arabic and Indic scripts and emoji; between Latin letters they shape nothing. */
const JOINED_LATIN = /(?<=\p{Script=Latin})[\u200c\u200d](?=\p{Script=Latin})/gu;

/** Tag characters spell hidden text, except in the flags of England, Scotland and Wales. */
const TAGS = /(?<![\u{1f3f4}\u{e0020}-\u{e007f}])[\u{e0020}-\u{e007f}]/gu;

const WORDS = /[\p{L}\p{M}]+/gu;
const LATIN = /\p{Script=Latin}/u;
const NON_ASCII = /[^\0-\x7f]/;
const OTHER_ALPHABET =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}]/u;

/** A word of one or two letters may be a symbol or a foreign preposition. */
const MIN_SPOOFED_LETTERS = 3;

/** What speaks against a text by itself. */
export function findTextFaults(text: string, lookAlikes: LookAlikes): Finding[] {
  const findings = findMergeField(text);
  if (!NON_ASCII.test(text)) return findings;
  return [...findings, ...findInvisible(text), ...findHomoglyphs(text, lookAlikes)];
}

function findMergeField(text: string): Finding[] {
  for (const pattern of MERGE_FIELDS) {
    const field = pattern.exec(text)?.[0];
    if (field === undefined) continue;
    const explanation = `The placeholder "${field}" was not filled in.`;
    return [{ code: 'UNFILLED_MERGE_FIELD', score: 0.7, explanation }];
  }
  return [];
}

function findInvisible(text: string): Finding[] {
  // A byte order mark at the start is left by text editors, not by people who hide something.
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const count = [INVISIBLE, JOINED_LATIN, TAGS].reduce(
    (sum, pattern) => sum + (body.match(pattern)?.length ?? 0),
    0,
  );
  if (count === 0) return [];
  const characters = count === 1 ? 'character' : 'characters';
  const explanation = `The text holds ${count} ${characters} that nobody can see.`;
  return [{ code: 'INVISIBLE_CHARACTERS', score: count === 1 ? 0.5 : 0.7, explanation }];
}

/**
 * Words that mix Latin letters with look-alikes of other alphabets, or that are made of look-alikes only in a text that
 * is written in Latin letters.
 */
function findHomoglyphs(text: string, lookAlikes: LookAlikes): Finding[] {
  if (!OTHER_ALPHABET.test(text)) return [];
  const words = text.match(WORDS) ?? [];
  const latinWords = words.filter((word) => LATIN.test(word)).length;
  const mostlyLatin = latinWords * 2 > words.length;
  const spoofed = words.filter((word) => isSpoofed(word, lookAlikes, mostlyLatin)).length;
  if (spoofed === 0) return [];
  const subject = spoofed === 1 ? '1 word is' : `${spoofed} words are`;
  const explanation = `${subject} spelled with letters of another alphabet that look Latin.`;
  return [{ code: 'MIXED_SCRIPT_HOMOGLYPHS', score: 0.8, explanation }];
}

function isSpoofed(word: string, lookAlikes: LookAlikes, mostlyLatin: boolean): boolean {
  if (!OTHER_ALPHABET.test(word)) return false;
  const foreign = [...word].filter((letter) => OTHER_ALPHABET.test(letter));
  const passing = foreign.every((letter) => lookAlikes.latinOf(letter) !== undefined);
  if (LATIN.test(word)) return foreign.some((letter) => lookAlikes.latinOf(letter) !== undefined);
  return mostlyLatin && passing && foreign.length >= MIN_SPOOFED_LETTERS;
}
