import { AssertionFailed, assert } from '@hustings/kernel';
import {
  type Confidence,
  type Limit,
  type LimitProfile,
  MAX_WINDOW_COUNT,
} from '../document/limit-schema.ts';
import { commonOf, GUARD_MS, inWords, maxOf, windowOf } from './make-limit.ts';
import type { RowOf } from './profiles.ts';
import type { ProviderLimit } from './provider-data.ts';

/** Segments of the longest text that the policy takes: 1,600 characters outside GSM-7 at 67 a segment. */
const LONGEST_TEXT_SEGMENTS = 24;
const SECOND_MS = 1_000;

/** Classes of the 10DLC registration: row of AT&T, row of T-Mobile, and what the class is. */
const CLASSES: Record<string, [att: string, tmobile: string, meaning: string]> = {
  'score-75': ['att-class-ab-sms', 'tmobile-brand-75', 'a brand of score 75 to 100'],
  'score-50': ['att-class-cd-sms', 'tmobile-brand-50', 'a brand of score 50 to 74'],
  'score-25': ['att-class-ef-sms', 'tmobile-brand-25', 'a brand of score 25 to 49'],
  unvetted: ['att-class-ef-sms', 'tmobile-brand-1', 'a brand of score 1 to 24, or unvetted'],
  'low-volume': ['att-class-t-sms', 'tmobile-brand-1', 'a campaign of the class for low volumes'],
};

/** Long codes, short codes, toll-free numbers, and the classes of 10DLC registration in the United States. */
export function smsProfiles(rowOf: RowOf): Record<string, LimitProfile> {
  const longCode = spacedSegments(rowOf('twilio-long-code'));
  const profiles: Record<string, LimitProfile> = {
    'sms-long-code': {
      meaning: 'An SMS long code of an unvetted brand: carriers take one segment a second.',
      sender: [longCode],
      organisation: [perDay(rowOf('tmobile-brand-1'))],
    },
    'twilio-long-code': {
      meaning: 'An SMS long code without a daily cap of carriers: one segment a second.',
      sender: [longCode],
      organisation: [],
    },
    'twilio-short-code': {
      meaning: 'An SMS short code: 100 segments a second.',
      sender: [segmentsPerSecond(rowOf('twilio-short-code'))],
      organisation: [],
    },
    'twilio-toll-free': {
      meaning: 'A toll-free number: 3 segments a second.',
      sender: [spacedSegments(rowOf('twilio-toll-free'))],
      organisation: [],
    },
  };
  for (const [name, [att, tmobile, meaning]] of Object.entries(CLASSES)) {
    profiles[`us-10dlc-${name}`] = {
      meaning: `10DLC numbers in the United States of ${meaning}. The carrier of a person is not known here, so everybody counts for every carrier's limit: stricter than each.`,
      sender: [callsPerSecond(rowOf(att))],
      organisation: [perMinute(rowOf(att)), perDay(rowOf(tmobile))],
    };
  }
  return profiles;
}

/** A slow number must still take the longest text, so it has a bucket that holds just that. */
function spacedSegments(row: ProviderLimit): Limit {
  const burst = LONGEST_TEXT_SEGMENTS;
  const everyMs = Math.ceil(row.perMs / maxOf(row));
  const meaning = `One SMS segment every ${inWords(everyMs)} ms; ${burst} at once, which is the longest message that can be sent, paid back at that rate. A bucket, because a window of a second would refuse every long text. The provider spreads a burst over the seconds that follow.`;
  const common = commonOf(row, { id: 'sender-segments', meaning });
  return { ...common, shape: 'bucket', everyMs, burst, cost: 'segments' };
}

function segmentsPerSecond(row: ProviderLimit): Limit {
  const max = maxOf(row);
  const meaning = `At most ${inWords(max)} SMS segments from one number in any second: an exact moving window, wide enough for the longest text.`;
  const numbers = { max, perMs: row.perMs, guardMs: GUARD_MS, cost: 'segments' } as const;
  return windowOf(row, { id: 'sender-segments', meaning }, numbers);
}

/** One number cannot do more than its whole campaign; the dispatcher paces its calls by this. */
function callsPerSecond(row: ProviderLimit): Limit {
  const max = Math.ceil((maxOf(row) * SECOND_MS) / row.perMs);
  const meaning = `At most ${inWords(max)} messages from one number in any second: a sixtieth of what its campaign may send in a minute, so that a number does not send a minute's worth at once.`;
  const numbers = { max, perMs: SECOND_MS, guardMs: GUARD_MS, cost: 'messages' } as const;
  const limit = windowOf(row, { id: 'sender-per-second', meaning }, numbers);
  const confidence: Confidence = 'chosen';
  return { ...limit, confidence };
}

/**
 * Segments a minute of one registered campaign. A window remembers each spend, so a large number is held in equal parts
 * of the minute: as many parts as make each one small enough, and none so small that the longest text would not fit.
 */
function perMinute(row: ProviderLimit): Limit {
  const { max, perMs, parts } = inParts(row);
  const held =
    parts === 1
      ? 'as one exact moving window'
      : `as ${max} in any ${perMs / 1_000} seconds: ${parts} such windows fill any minute, so it never holds more`;
  const meaning = `At most ${inWords(maxOf(row))} segments in any minute over all numbers of the organisation, held ${held}. The carrier counts by registered campaign: if the organisation has several, this is stricter.`;
  const words = { id: `campaign-${maxOf(row)}-per-minute`, meaning };
  return windowOf(row, words, { max, perMs, guardMs: 0, cost: 'segments' });
}

/**
 * Messages a day of one brand. The carrier's day begins at midnight Pacific; any 24 hours are stricter and need no
 * calendar. Held in equal parts of the day, as `perMinute`, which also spreads it: a sudden jump is what carriers look for. The number
 * is part of the id, because limits of one id share one count and must look back equally far.
 */
function perDay(row: ProviderLimit): Limit {
  const { max, perMs, parts } = inParts(row);
  const meaning = `At most ${inWords(maxOf(row))} messages in any 24 hours over all numbers of the organisation, held as ${inWords(max)} in any ${perMs / 60_000} minutes: ${parts} such windows fill any 24 hours, so they never hold more. The carrier counts from midnight to midnight Pacific over all tools of the brand; messages that went out elsewhere are not known here.`;
  const words = { id: `brand-${maxOf(row)}-per-day`, meaning };
  return windowOf(row, words, { max, perMs, guardMs: 0, cost: 'messages' });
}

/** Fewest equal parts in which a window's memory is bounded and whose numbers are whole. */
function inParts(row: ProviderLimit): { max: number; perMs: number; parts: number } {
  const total = maxOf(row);
  for (let parts = Math.ceil(total / MAX_WINDOW_COUNT); parts <= total; parts++) {
    if (total % parts !== 0 || row.perMs % parts !== 0) continue;
    const max = total / parts;
    assert(max >= LONGEST_TEXT_SEGMENTS, `${row.id}: a part takes the longest text`);
    return { max, perMs: row.perMs / parts, parts };
  }
  throw new AssertionFailed(`${row.id} cannot be held in whole parts`);
}
