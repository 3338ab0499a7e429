import { present } from '@hustings/kernel';
import type { Limit } from '../document/limit-schema.ts';
import type { ProviderLimit } from './provider-data.ts';

/** What every derived limit has in common. */
type Common = Pick<
  Limit,
  'id' | 'meaning' | 'source' | 'confidence' | 'onUnknownPast' | 'failurePolicy' | 'shadow'
>;

/**
 * Added to windows of a second or so: the usual time between the start of a call to the provider and its answer, so that
 * the dispatcher, which starts call k one window after the answer to call k - n, does not fall behind the governor. It is
 * no safety margin: that the provider never counts more is the dispatcher's promise (docs/decisions/0004).
 */
export const GUARD_MS = 10;

/**
 * Kept back from limits that the dispatcher does not pace: a message may arrive so much later than it was decided, and another
 * one at once. A release is acted on for at most five seconds (`dispatch.releaseMaxAgeMs`), and a call to the provider takes at most five.
 */
export const ARRIVAL_GUARD_MS = 10_000;

/** The parts that are the same for all, with the row's own source and confidence. */
export function commonOf(row: ProviderLimit, words: { id: string; meaning: string }): Common {
  return {
    ...words,
    source: row.source,
    confidence: row.confidence,
    onUnknownPast: 'empty',
    failurePolicy: 'closed',
    shadow: false,
  };
}

/** The row's maximum; a row without one makes no limit. */
export function maxOf(row: ProviderLimit): number {
  return present(row.max, `row "${row.id}" has a maximum`);
}

/** A count with thousands separated, for words. */
export function inWords(count: number): string {
  return count.toLocaleString('en-GB');
}

/** Exact moving window. */
export function windowOf(
  row: ProviderLimit,
  words: { id: string; meaning: string },
  numbers: { max: number; perMs: number; guardMs: number; cost: 'messages' | 'segments' },
): Limit {
  return { ...commonOf(row, words), shape: 'window', ...numbers };
}
