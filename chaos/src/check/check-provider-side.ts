import { checkDuplicates } from './duplicates.ts';
import { checkLimit } from './limits.ts';
import { checkOptOuts } from './opt-outs.ts';
import type { ProviderSide, Violation } from './types.ts';

/** Judges what reached the provider, and nothing else: opt-outs, every window of every limit, nothing twice. */
export function checkProviderSide(side: ProviderSide): Violation[] {
  return [
    ...checkOptOuts(side.arrivals, side.optOuts),
    ...side.limits.flatMap((limit) => checkLimit(limit, side.arrivals, side.replies)),
    ...checkDuplicates(side.arrivals),
  ];
}
