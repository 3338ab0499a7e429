import { present, unreachable } from '@hustings/kernel';
import type { AppealClocks } from './appeal/clocks.ts';
import type { ProcessRules } from './process.ts';
import { type CaseFile, type CaseState, type Measure, openAppeal } from './state.ts';

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
  appealClocks: AppealClocks;
  process: ProcessRules;
}

/** An order that falls due by itself. `atUs` in microseconds since the Unix epoch. */
export interface Deadline {
  atUs: number;
  order:
    | { type: 'DeliverNotice'; noticeId: string; how: 'DEEMED' }
    | { type: 'EndSanction'; sanctionId: string }
    | { type: 'ImposeBan' }
    | { type: 'LapseWarning' }
    | { type: 'DefaultAppeal'; appealId: string }
    | { type: 'DefaultStay'; appealId: string };
}

/**
 * Facts up to this instant do not count for a further step; null while no fact counts at all: before the last notice was
 * delivered, and while a sanction runs. So the same facts count once, and nobody is sanctioned for
 * what was sent before the warning could be read.
 */
export function countsAfterUs(state: CaseState, ladder: Ladder): number | null {
  switch (state.status) {
    case 'NONE':
      return 0;
    case 'OPENED':
      return state.file.factsAfterUs;
    case 'RESTRICTED':
    case 'SUSPENDED':
    case 'BAN_NOTICE':
    case 'BANNED':
    case 'PENDING':
      return null;
    case 'CLOSED':
      return state.closedAtUs;
    case 'WARNED': {
      const measure = present(standingMeasure(state.file), 'a warned case has a measure');
      const notice = state.file.notices.find((item) => item.noticeId === measure.noticeId);
      if (!notice || notice.deliveredAtUs === null) return null;
      const gapUs = toUs(ladder.minGapAfterDeliveryMs);
      return Math.max(
        returnedUs(state, measure) + gapUs,
        state.sinceUs,
        notice.deliveredAtUs + gapUs,
      );
    }
    default:
      return unreachable(state);
  }
}

/**
 * When a reversal gave the warning back, 0 = none did. What a reviewer has just allowed to go on is not counted at once: the time
 * to read the outcome is the same as that to read a warning.
 */
function returnedUs(
  { file, sinceUs }: CaseState & { status: 'WARNED' },
  standing: Measure,
): number {
  return standing === file.measures.at(-1) ? 0 : sinceUs;
}

/** When a warning is forgotten; null when none stands or an appeal is open, which keeps the case open. */
export function lapsesAtUs(state: CaseState, ladder: Ladder): number | null {
  if (state.status !== 'WARNED' || openAppeal(state.file)) return null;
  const measure = standingMeasure(state.file);
  // A reversed measure does not make the warning before it last longer.
  const isLast = measure === state.file.measures.at(-1);
  const { startsAtUs, endsAtUs } = measure?.statement ?? { startsAtUs: 0, endsAtUs: null };
  const sinceUs = measure && !isLast ? (endsAtUs ?? startsAtUs) : state.sinceUs;
  return sinceUs + toUs(ladder.warningLapsesAfterMs);
}

/** The latest measure that was not reversed. */
function standingMeasure(file: CaseFile): Measure | undefined {
  return file.measures.findLast((measure) => !measure.reversed);
}

/** When the ban of a notice follows; null when none does, or while an appeal stops the clock. */
export function bansAtUs(state: CaseState): number | null {
  if (state.status !== 'BAN_NOTICE' || openAppeal(state.file)) return null;
  const { stoppedForUs, stoppedSinceUs } = state.file.banClock;
  return stoppedSinceUs === null ? state.bansAtUs + stoppedForUs : null;
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
  for (const { sanctionId, endsAtUs } of state.file.live) {
    if (endsAtUs === null) continue;
    deadlines.push({ atUs: endsAtUs, order: { type: 'EndSanction', sanctionId } });
  }
  const ban = bansAtUs(state);
  if (ban !== null) deadlines.push({ atUs: ban, order: { type: 'ImposeBan' } });
  deadlines.push(...appealDeadlines(state.file));
  const lapse = lapsesAtUs(state, ladder);
  if (lapse !== null) deadlines.push({ atUs: lapse, order: { type: 'LapseWarning' } });
  return deadlines;
}

/** What is missed is decided by its clock. */
function appealDeadlines({ appeals }: CaseFile): Deadline[] {
  return appeals
    .filter(({ outcome }) => outcome === 'OPEN')
    .flatMap(({ appealId, decideByUs, stay, stayDecideByUs }): Deadline[] => [
      { atUs: decideByUs, order: { type: 'DefaultAppeal', appealId } },
      ...(stay === 'ASKED'
        ? [{ atUs: stayDecideByUs, order: { type: 'DefaultStay' as const, appealId } }]
        : []),
    ]);
}

/** Milliseconds as microseconds. */
export function toUs(ms: number): number {
  return ms * 1000;
}
