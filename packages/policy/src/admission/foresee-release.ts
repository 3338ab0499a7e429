import { RUNS_WHILE_CLOSED_US } from '../windows/open-time.ts';
import { type CompiledLimit, isConditional } from './compiled-limit.ts';

/** How long a message waits for its limits, and whether the time passes also while the recipient's place is closed. */
export interface ForeseenDelay {
  delayUs: number;
  runsWhileClosed: boolean;
}

/**
 * How long after now a message would be released that has so many ahead of it in its lane: the slowest limit
 * decides. A forecast, not a promise: it takes every message for one permit, every recipient for a new one, and
 * the lane for the only user of its organisation's limits.
 */
export function foreseeRelease(limits: readonly CompiledLimit[], ahead: number): ForeseenDelay {
  const counted = limits.filter((limit) => !limit.shadow && !isConditional(limit));
  const isLong = ({ spanUs }: CompiledLimit): boolean => spanUs >= RUNS_WHILE_CLOSED_US;
  const long = longestOf(counted.filter(isLong), ahead);
  const short = longestOf(
    counted.filter((limit) => !isLong(limit)),
    ahead,
  );
  const runsWhileClosed = long > short;
  return { delayUs: Math.max(long, short), runsWhileClosed };
}

function longestOf(limits: readonly CompiledLimit[], ahead: number): number {
  return limits.reduce((longest, limit) => Math.max(longest, delayUnder(limit, ahead)), 0);
}

function delayUnder(limit: CompiledLimit, ahead: number): number {
  switch (limit.shape) {
    case 'window':
    case 'uniques':
      return Math.floor(ahead / limit.max) * limit.spanUs;
    case 'bucket':
      return Math.max(0, ahead + 1 - limit.max) * limit.spanUs;
    case 'pair':
    case 'unanswered':
      return 0;
  }
}
