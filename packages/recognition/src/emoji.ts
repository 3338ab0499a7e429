import { stripInvisible } from './normalise.ts';
import type { Finding } from './reading.ts';
import { bareEmoji, type RecognitionRules } from './rules.ts';

/** The rule speaks of one to five emoji; a wall of them is decoration. */
const MAX_EMOJI = 5;

/** Longer than five emoji with every modifier can be. */
const MAX_CODE_UNITS = 80;

/** The verdict on a message of emoji only, all of one group; null for any other message. */
export function recogniseEmoji(text: string, rules: RecognitionRules): Finding | null {
  if (text.length > MAX_CODE_UNITS) return null;
  const emoji = [...bareEmoji(stripInvisible(text)).replace(/\s+/g, '')];
  if (emoji.length === 0 || emoji.length > MAX_EMOJI) return null;
  const { optOut, provisional } = rules.emoji;
  if (emoji.every((each) => optOut.has(each))) {
    return { verdict: 'OPT_OUT', tier: 'T1', ruleId: 'emoji:opt_out', language: '' };
  }
  if (emoji.every((each) => provisional.has(each))) {
    return { verdict: 'PROVISIONAL', tier: 'T5', ruleId: 'emoji:provisional', language: '' };
  }
  return null;
}
