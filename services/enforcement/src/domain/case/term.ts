import { type Ladder, toUs } from './ladder.ts';
import type { NearVote } from './process.ts';
import type { ProcessRejection } from './process-rejections.ts';

const DAY_US = 24 * 3_600_000_000;

/** Refuses a suspension without an end, or with one that is too far away. */
export function refuseTerm(termUs: number, ladder: Ladder): ProcessRejection | null {
  const maxUs = toUs(ladder.process.suspensionMaxMs);
  return termUs > 0 && termUs <= maxUs ? null : { reason: 'TERM_INVALID', maxUs };
}

/**
 * The vote, when it is near: from the policy's time before its last polling day to the end of that day. The day is a date in
 * UTC: a day more on either side leaves out no zone.
 */
export function nearVote(vote: NearVote | null, ladder: Ladder, nowUs: number): NearVote | null {
  if (!vote) return null;
  const fromUs = vote.votesAtUs - toUs(ladder.process.nearVoteMs) - DAY_US;
  return nowUs >= fromUs && nowUs < vote.votesAtUs + 2 * DAY_US ? vote : null;
}
