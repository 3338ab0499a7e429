import type { Limit, LimitProfile } from './limit-schema.ts';
import type { PolicyFault } from './parse.ts';
import type { PolicyDocument } from './schema.ts';

/** Segments of the longest text: 1,600 characters outside GSM-7 at 67 a segment. */
const LONGEST_TEXT_SEGMENTS = 24;
/** The dispatcher paces calls by windows up to this long and by buckets. */
const LONGEST_PACED_WINDOW_MS = 5_000;

/** What is allowed in a policy and is probably not meant, with its place. None of it keeps a policy from taking effect. */
export function findDoubts(policy: PolicyDocument): PolicyFault[] {
  return Object.entries(policy.limits.profiles).flatMap(([name, profile]) => {
    const at = `limits.profiles.${name}`;
    return [
      ...doubtsOfProfile(at, profile),
      ...doubtsOfLimits(`${at}.sender`, profile.sender),
      ...doubtsOfLimits(`${at}.organisation`, profile.organisation),
    ];
  });
}

function doubtsOfProfile(path: string, { sender }: LimitProfile): PolicyFault[] {
  const isPaced = sender.some(
    (limit) =>
      !limit.shadow &&
      (limit.shape === 'bucket' ||
        (limit.shape === 'window' && limit.perMs <= LONGEST_PACED_WINDOW_MS)),
  );
  if (isPaced) return [];
  const message =
    'no limit of the sender says how fast calls may follow one another, so they are paced at one a second: add a window of 5 seconds or less';
  return [{ path, message }];
}

function doubtsOfLimits(path: string, limits: readonly Limit[]): PolicyFault[] {
  return limits.flatMap((limit, index) =>
    [
      limit.shadow ? 'counts and refuses nothing, because it is in shadow' : null,
      limit.confidence === 'unconfirmed' ? 'its source is not confirmed: check the figure' : null,
      longestTextDoubt(limit),
      guardDoubt(limit),
      burstDoubt(limit, limits),
      idleDoubt(limit, limits),
    ]
      .filter((message) => message !== null)
      .map((message) => ({ path: `${path}[${index}]`, message: `${limit.id}: ${message}` })),
  );
}

function longestTextDoubt(limit: Limit): string | null {
  const most = limit.shape === 'bucket' ? limit.burst : limit.shape === 'window' ? limit.max : 0;
  if (limit.cost !== 'segments' || most >= LONGEST_TEXT_SEGMENTS) return null;
  return `texts of more than ${most} segments can never be sent; the longest has ${LONGEST_TEXT_SEGMENTS}`;
}

function guardDoubt(limit: Limit): string | null {
  if (limit.shape !== 'window' || limit.guardMs * 10 <= limit.perMs) return null;
  const share = Math.round((limit.guardMs / (limit.perMs + limit.guardMs)) * 100);
  return `the guard takes ${share} % of the rate`;
}

/** A bucket's burst that a window beside it never lets through at once. */
function burstDoubt(limit: Limit, all: readonly Limit[]): string | null {
  if (limit.shape !== 'bucket' && limit.shape !== 'pair') return null;
  const narrower = all.find(
    (other) =>
      other.shape === 'window' &&
      !other.shadow &&
      other.cost === limit.cost &&
      other.max < limit.burst &&
      other.perMs >= limit.everyMs,
  );
  return narrower === undefined
    ? null
    : `its burst of ${limit.burst} is above what "${narrower.id}" lets through at once`;
}

/** A limit that another one of the same subject always reaches first. */
function idleDoubt(limit: Limit, all: readonly Limit[]): string | null {
  if (limit.shape === 'pair' || limit.shape === 'unanswered' || limit.shadow) return null;
  const spanMs = limit.shape === 'bucket' ? limit.burst * limit.everyMs : limit.perMs;
  const most = limit.shape === 'bucket' ? limit.burst : limit.max;
  const other = all.find(
    (one) =>
      one !== limit && !one.shadow && countsAtLeast(one, limit) && mostIn(one, spanMs) <= most,
  );
  return other === undefined ? null : `never binds, because "${other.id}" always does first`;
}

/** True when whatever the second counts costs the first as much or more. */
function countsAtLeast(one: Limit, limit: Limit): boolean {
  if (one.shape !== 'window' && one.shape !== 'bucket') return false;
  return one.cost === limit.cost || (one.cost === 'segments' && limit.cost === 'messages');
}

/** Most permits in any half-open span. */
function mostIn(limit: Limit, spanMs: number): number {
  if (limit.shape === 'window') {
    return limit.max * Math.ceil(spanMs / (limit.perMs + limit.guardMs));
  }
  if (limit.shape !== 'bucket') return Number.POSITIVE_INFINITY;
  return limit.burst + Math.ceil(spanMs / limit.everyMs) - 1;
}
