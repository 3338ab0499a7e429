import type { CompiledLimit } from './compiled-limit.ts';

/**
 * How long after now a message would be released that has so many ahead of it in its lane, in microseconds: the slowest
 * limit decides. A forecast, not a promise: it takes every message for one permit, every recipient for a new one, and
 * the lane for the only user of its organisation's limits.
 */
export function foreseeRelease(limits: readonly CompiledLimit[], ahead: number): number {
  return limits
    .filter((limit) => !limit.shadow)
    .reduce((longest, limit) => Math.max(longest, delayUnder(limit, ahead)), 0);
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
