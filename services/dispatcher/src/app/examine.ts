import { isStale, lookOnceMore, type ReturnCode } from '../domain/last-look.ts';
import type { Release } from '../domain/release.ts';
import type { Prepared } from '../ports/content.ts';
import type { LaneContext } from './lane-context.ts';

/** Why a release must not be handed off in this tick; null when nothing stands in the way. */
export function examine(
  context: LaneContext,
  release: Release,
  prepared: Prepared | null,
): ReturnCode | null {
  if (freshForMs(context, release) <= 0) return 'STALE';
  if (prepared === null) return 'NO_CONTENT';
  const known = context.knowledge(release.partition);
  return lookOnceMore(release, prepared.allPoliticalPseudonym, known);
}

/** Milliseconds until a decision is too old to act on; 0 when it is. */
export function freshForMs({ clock, directory }: LaneContext, release: Release): number {
  const nowUs = clock.nowUs();
  const maxAgeMs = directory.releaseMaxAgeMs(nowUs);
  if (isStale(release, nowUs, maxAgeMs)) return 0;
  // At the bound itself it is still fresh: never say 0 for that.
  return Math.max(1, maxAgeMs - Number(nowUs - release.decidedAtUs) / 1000);
}
