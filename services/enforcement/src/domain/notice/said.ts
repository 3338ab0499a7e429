import { sayInstant } from '../case/wording.ts';
import { fill, sayIn, type Wording, wordingOf } from './wording.ts';

/** Sentences that notices without a statement of reasons are made of. */
export type SentenceName = keyof Wording['say'];

/** A sentence of the wordings with what stands in its places, so that it can be said in any of the languages. */
export interface Said {
  template: SentenceName;
  /** As they are: ids, and reasons as somebody wrote them. */
  words: Readonly<Record<string, string>>;
  /** Microseconds since the Unix epoch: each language writes them in its manner. */
  instants: Readonly<Record<string, number>>;
}

/** A notice in one language. */
export interface Rendered {
  text: string;
  /** ISO 639-1; English where the asked language is not there. */
  language: string;
  nativelyReviewed: boolean;
  templateVersion: string;
}

/** A sentence to say. */
export function say(
  template: SentenceName,
  words: Said['words'],
  instants: Said['instants'] = {},
): Said {
  return { template, words, instants };
}

/** The English of a sentence as the log holds it. */
export function sayPlainly({ template, words, instants }: Said): string {
  return fill(wordingOf('en').say[template], { ...words, ...saidInstants(instants, sayInstant) });
}

/** A sentence in a language. Reasons stay as they were written, and the text says so. */
export function renderSaid({ template, words, instants }: Said, language: string): Rendered {
  const wording = wordingOf(language);
  const places = saidInstants(instants, (us) => sayIn(wording.language, us));
  const sentence = fill(wording.say[template], { ...words, ...places });
  const quotes = 'reasons' in words && wording.language !== 'en';
  return rendered(quotes ? `${sentence} ${wording.asWritten}` : sentence, wording);
}

/** A text with what is known about its wording. */
export function rendered(text: string, wording: Wording): Rendered {
  const { language, nativelyReviewed, version: templateVersion } = wording;
  return { text, language, nativelyReviewed, templateVersion };
}

/** True for the name of a sentence that this version knows. */
export function isSentence(name: string): name is SentenceName {
  return Object.hasOwn(wordingOf('en').say, name);
}

function saidInstants(
  instants: Said['instants'],
  sayOne: (us: number) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(instants).map(([place, us]) => [place, sayOne(us)]));
}
