import type { PolicyDocument } from '@hustings/policy';
import type { PolicyTimeline } from './policy-timeline.ts';

/** What the policy allows in time, microseconds. */
export interface LadderTimes {
  /** A step needs a breach that began so long after the notice before it was delivered. */
  gapUs: number;
  /** A notice that nobody fetched counts as delivered after so long. */
  deemedUs: number;
  restrictionUs: number;
  suspensionMaxUs: number;
  /** By when an emergency suspension has to be ratified. */
  ratifyUs: number;
  /** To answer a proposal, from its delivery on. */
  answerUs: number;
  /** From the notice of a ban to the ban. */
  banNoticeUs: number;
}

/** Enforcement reads a new policy some time after it begins, and finishes what it has begun under the old one. */
const READING_US = 60_000_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What the ladder says (policy data, enforcement-ladder.json) where a policy is silent. */
const SILENT = {
  suspensionMaxMs: 14 * DAY_MS,
  answerWithinMs: 72 * HOUR_MS,
  banNoticeMs: 30 * DAY_MS,
  ratifyWithinMs: 24 * HOUR_MS,
};

/** The times by which a step at an instant is judged; around a change of policy the milder of both. Null without a policy. */
export function ladderTimesAt(policies: PolicyTimeline, atUs: number): LadderTimes | null {
  const [now, before] = [atUs, atUs - READING_US].map((instant) => policies.inForceAt(instant));
  if (!now) return null;
  return before && before !== now ? milder(timesOf(now), timesOf(before)) : timesOf(now);
}

function timesOf({ enforcement: { ladder } }: PolicyDocument): LadderTimes {
  const { suspensionMaxMs, ratifyWithinMs, answerWithinMs, banNoticeMs } = ladder.process ?? {};
  return {
    gapUs: ladder.warning.minGapAfterDeliveryMs * 1000,
    deemedUs: ladder.noticeDeemedDeliveredAfterMs * 1000,
    restrictionUs: ladder.restriction.durationMs * 1000,
    suspensionMaxUs: (suspensionMaxMs ?? SILENT.suspensionMaxMs) * 1000,
    ratifyUs: (ratifyWithinMs ?? SILENT.ratifyWithinMs) * 1000,
    answerUs: (answerWithinMs ?? SILENT.answerWithinMs) * 1000,
    banNoticeUs: (banNoticeMs ?? SILENT.banNoticeMs) * 1000,
  };
}

function milder(one: LadderTimes, other: LadderTimes): LadderTimes {
  return {
    gapUs: Math.min(one.gapUs, other.gapUs),
    deemedUs: Math.min(one.deemedUs, other.deemedUs),
    answerUs: Math.min(one.answerUs, other.answerUs),
    banNoticeUs: Math.min(one.banNoticeUs, other.banNoticeUs),
    restrictionUs: Math.max(one.restrictionUs, other.restrictionUs),
    suspensionMaxUs: Math.max(one.suspensionMaxUs, other.suspensionMaxUs),
    ratifyUs: Math.max(one.ratifyUs, other.ratifyUs),
  };
}
