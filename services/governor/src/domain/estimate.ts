import { keptBack, type Limit, type LimitProfile, RUNS_WHILE_CLOSED_US } from '@hustings/policy';

/** When a number of further messages of one sender would be out, and which limit decides. */
export interface Estimate {
  completesAtUs: bigint;
  /** True when the binding limit's time passes also while the recipients' places are closed. */
  runsWhileClosed: boolean;
  bindingLimit: string;
  bindingLimitText: string;
}

/**
 * Foresees the end of `messages` further messages behind `queuedBefore` queued ones, as if every recipient were a new
 * one. The slowest limit of the profile binds; with no limit at all the answer is now.
 */
export function estimateCompletion(
  profile: LimitProfile,
  { nowUs, queuedBefore, messages }: { nowUs: bigint; queuedBefore: number; messages: number },
): Estimate {
  const total = queuedBefore + messages;
  let slowest: Estimate = {
    completesAtUs: nowUs,
    runsWhileClosed: false,
    bindingLimit: '',
    bindingLimitText: '',
  };
  for (const limit of [...profile.sender, ...profile.organisation]) {
    const completesAtUs = nowUs + BigInt(Math.ceil(msFor(limit, total) * 1000));
    if (!limit.shadow && completesAtUs > slowest.completesAtUs) {
      const binding = { bindingLimit: limit.id, bindingLimitText: limit.meaning };
      slowest = { completesAtUs, runsWhileClosed: isLong(limit), ...binding };
    }
  }
  return slowest;
}

function isLong(limit: Limit): boolean {
  const spanMs = limit.shape === 'bucket' || limit.shape === 'pair' ? limit.everyMs : limit.perMs;
  return spanMs * 1_000 >= RUNS_WHILE_CLOSED_US;
}

/** Milliseconds until the last of `total` messages is out under one limit alone. */
function msFor(limit: Limit, total: number): number {
  if (total === 0) return 0;
  switch (limit.shape) {
    case 'window':
      // The first `max` go at once; each further group of `max` waits one window.
      return Math.floor((total - 1) / limit.max) * (limit.perMs + limit.guardMs);
    case 'uniques':
      return Math.floor((total - 1) / limit.max) * (limit.perMs + (limit.guardMs ?? 0));
    case 'bucket':
      return Math.max(0, total - limit.burst + keptBack(limit)) * limit.everyMs;
    case 'pair':
    case 'unanswered':
      // Each recipient gets one message, so the pair limit does not slow a mailing down.
      return 0;
  }
}
