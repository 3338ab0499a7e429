/** Bounds of names that people choose, in characters. */
const NAME_MIN = 2;
const NAME_MAX = 100;

/** Reasons and proofs are one sentence. */
const SENTENCE_MAX = 500;

/** Control characters would break a log line or a page that shows the name. */
const CONTROL = /\p{Cc}|\p{Cf}/u;

export function isName(text: string): boolean {
  return lengthWithin(text, NAME_MIN, NAME_MAX);
}

export function isSentence(text: string): boolean {
  return lengthWithin(text, 1, SENTENCE_MAX);
}

/** Counts code points; blank edges and control characters are refused rather than repaired. */
export function lengthWithin(text: string, min: number, max: number): boolean {
  const length = [...text].length;
  return length >= min && length <= max && text === text.trim() && !CONTROL.test(text);
}
