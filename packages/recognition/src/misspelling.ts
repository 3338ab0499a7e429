import { editDistance } from './edit-distance.ts';
import { normaliseText } from './normalise.ts';
import { type Finding, keywordOf, type Reading, stopBy } from './reading.ts';

const DIGIT_LIKE: Record<string, string> = { '0': 'o', '1': 'l', '5': 's', $: 's', '@': 'a' };

/** The longest target has 13 letters; nothing longer can be a misspelling of one. */
const MAX_WORD_LENGTH = 20;

/** From this length on a target may differ in two places, shorter ones in one (`fuzzy.max_distance`). */
const LONG_TARGET = 9;

/**
 * T4: the whole message is one word that is nearly a keyword. Short keywords have a closed list of typing errors, since
 * a distance of one over all languages reaches ordinary words.
 */
export function recogniseMisspelling(reading: Reading, original: string): Finding | null {
  if (original.length > MAX_WORD_LENGTH * 2) return null;
  const { text, tables } = reading;
  const word = normaliseText(original.replace(/[015$@]/g, (char) => DIGIT_LIKE[char] ?? char));
  if (word.includes(' ') || word.length > MAX_WORD_LENGTH) return null;
  if (tables.notTypos.has(text) || tables.notTypos.has(word)) return null;
  if (tables.typos.has(text) || tables.typos.has(word)) {
    return { verdict: 'OPT_OUT', tier: 'T4', ruleId: 'typo:stop', language: '' };
  }
  const keyword = word === text ? null : keywordOf(reading, word);
  if (keyword !== null) return stopBy({ kind: 'look-alike', tier: 'T4', entry: keyword }, reading);
  const target = tables.targets.find((each) => isNear(word, each));
  if (target === undefined) return null;
  return { verdict: 'OPT_OUT', tier: 'T4', ruleId: `fuzzy:${target}`, language: '' };
}

function isNear(word: string, target: string): boolean {
  const limit = target.length >= LONG_TARGET ? 2 : 1;
  return editDistance(word, target, limit) <= limit;
}
