/** Reporters that are told apart in one window. Who reports beyond that is not believed to be somebody new. */
export const MAX_REPORTERS = 1024;

/** Reports in one bucket that always count in full: a few people who complain at once are no flood. */
const ALWAYS_HEARD = 3;

/**
 * Reports follow messages: within the time of a bucket and the one before it, more than this share of the people written to
 * do not report by themselves. The worst rates seen are far below (complaints over 1 in 1,000 already count as bad).
 */
const HEARD_SHARE = 0.05;

/** What a report beyond that weighs: enough to be seen when thousands do it, too little for dozens. */
const FLOOD_WEIGHT = 0.1;

/** What happened in one bucket of the window. */
export interface ReportBucket {
  index: number;
  sent: number;
  /** Reporters who had been written to in the window, each once. */
  fresh: number;
  /** Reporters whose last message is older than the window. */
  stale: number;
}

/**
 * Reports weighed against being used as a weapon: a person counts once however often they report; who was not written to
 * lately, and what comes in a wave that no messages explain, weighs a tenth. `buckets` in the order of time.
 */
export function weighReports(buckets: readonly ReportBucket[]): number {
  let weight = 0;
  for (const [place, bucket] of buckets.entries()) {
    const before = buckets[place - 1];
    const sent = bucket.sent + (before?.index === bucket.index - 1 ? before.sent : 0);
    const heard = Math.min(bucket.fresh, Math.max(ALWAYS_HEARD, HEARD_SHARE * sent));
    weight += heard + FLOOD_WEIGHT * (bucket.fresh - heard + bucket.stale);
  }
  return weight;
}
