import { present, unreachable } from '@hustings/kernel';
import { type CaseState, openAppeal } from './state.ts';

/** The numbers of the policy in force that the ladder needs, milliseconds. */
export interface Ladder {
  /** A breach after a notice's delivery counts only if it began this much later. */
  minGapAfterDeliveryMs: number;
  /** A warning is forgotten after so long without a new breach. */
  warningLapsesAfterMs: number;
  restrictionMs: number;
  /** A notice that nobody fetched counts as delivered after so long. */
  deemedDeliveredAfterMs: number;
  appealOpenMs: number;
  appealDecideWithinMs: number;
}

/** An order that falls due by itself. `atUs` in microseconds since the Unix epoch. */
export interface Deadline {
  atUs: number;
  order:
    | { type: 'DeliverNotice'; noticeId: string; how: 'DEEMED' }
    | { type: 'EndSanction'; sanctionId: string }
    | { type: 'LapseWarning' };
}

/**
 * Facts up to this instant do not count for a further step; null while no fact counts at all: before the last notice was
 * delivered, and while a restriction runs. So the same facts count once, and nobody is sanctioned for
 * what was sent before the warning could be read.
 */
export function countsAfterUs(state: CaseState, ladder: Ladder): number | null {
  switch (state.status) {
    case 'NONE':
      return 0;
    case 'OPENED':
    case 'RESTRICTED':
      return null;
    case 'CLOSED':
      return state.closedAtUs;
    case 'WARNED': {
      const measure = present(state.file.measures.at(-1), 'a warned case has a measure');
      const notice = state.file.notices.find((item) => item.noticeId === measure.noticeId);
      if (!notice || notice.deliveredAtUs === null) return null;
      return Math.max(state.sinceUs, notice.deliveredAtUs + toUs(ladder.minGapAfterDeliveryMs));
    }
    default:
      return unreachable(state);
  }
}

/** When a warning is forgotten; null when none stands or an appeal is open, which keeps the case open. */
export function lapsesAtUs(state: CaseState, ladder: Ladder): number | null {
  if (state.status !== 'WARNED' || openAppeal(state.file)) return null;
  return state.sinceUs + toUs(ladder.warningLapsesAfterMs);
}

/** When a notice of that age counts as delivered. */
export function deemedAtUs(issuedAtUs: number, ladder: Ladder): number {
  return issuedAtUs + toUs(ladder.deemedDeliveredAfterMs);
}

/** All that falls due by itself in a case. */
export function deadlinesOf(state: CaseState, ladder: Ladder): Deadline[] {
  if (state.status === 'NONE') return [];
  const deadlines: Deadline[] = state.file.notices
    .filter((notice) => notice.deliveredAtUs === null)
    .map(({ noticeId, issuedAtUs }) => ({
      atUs: deemedAtUs(issuedAtUs, ladder),
      order: { type: 'DeliverNotice', noticeId, how: 'DEEMED' },
    }));
  if (state.status === 'RESTRICTED') {
    const { sanctionId, endsAtUs } = state;
    deadlines.push({ atUs: endsAtUs, order: { type: 'EndSanction', sanctionId } });
  }
  const lapse = lapsesAtUs(state, ladder);
  if (lapse !== null) deadlines.push({ atUs: lapse, order: { type: 'LapseWarning' } });
  return deadlines;
}

/** Milliseconds as microseconds. */
export function toUs(ms: number): number {
  return ms * 1000;
}
