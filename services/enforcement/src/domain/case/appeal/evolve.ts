import { type CaseFile, type CaseState, type KnownCase, openAppeal } from '../state.ts';
import { statusOf } from '../status-of.ts';
import type { AppealEnding, AppealEvent, AppealFiled, AppealModified } from './events.ts';
import { type Appeal, outcomeOf, REVERSING } from './state.ts';

const EVENTS: ReadonlySet<string> = new Set<AppealEvent['type']>([
  'AppealFiled',
  'AppealWithdrawn',
  'AppealUpheld',
  'AppealDismissed',
  'AppealModified',
  'AppealSentBack',
  'AppealDefaulted',
  'StayGranted',
  'StayRefused',
  'StayEnded',
  'CopiesMarked',
  'MeasureAnnulled',
]);

/** True for an event about an appeal, or about a measure that was taken back. */
export function isAppealEvent(event: { type: string }): event is AppealEvent {
  return EVENTS.has(event.type);
}

/** The state after such an event. */
export function evolveAppeal(state: KnownCase, event: AppealEvent): CaseState {
  const { file } = state;
  switch (event.type) {
    case 'AppealFiled':
      return withFile(state, {
        appeals: [...file.appeals, filed(event)],
        ...stopBanClock(state, event.filedAtUs),
      });
    case 'AppealWithdrawn':
    case 'AppealDefaulted':
      return close(state, event, { reviewer: '', reasons: '' });
    case 'AppealUpheld':
    case 'AppealSentBack':
      return close(state, event, event);
    case 'AppealDismissed': {
      const { appealId, manifestlyUnfounded } = event;
      const closed = close(state, event, event);
      return manifestlyUnfounded ? withAppeal(closed, appealId, { manifestlyUnfounded }) : closed;
    }
    case 'AppealModified':
      return moveEnd(close(state, event, event), event);
    case 'StayGranted': {
      const stayDecidedBy = event.grantedBy;
      return withAppeal(state, event.appealId, { stay: 'GRANTED', stayDecidedBy });
    }
    case 'StayRefused': {
      const stayDecidedBy = event.refusedBy;
      return withAppeal(state, event.appealId, { stay: 'REFUSED', stayDecidedBy });
    }
    case 'StayEnded':
      return withFile(state, { appeals: endStays(file, event.sanctionId) });
    case 'CopiesMarked':
      return state;
    case 'MeasureAnnulled':
      return withFile(state, { measures: reverse(file, event.measureId) });
  }
}

function close(
  state: KnownCase,
  event: AppealEnding,
  { reviewer, reasons }: { reviewer: string; reasons: string },
): KnownCase {
  const outcome = outcomeOf(event);
  const { appealId } = event;
  const decided = withAppeal(state, appealId, { outcome, reviewer, reasons });
  const { file } = decided;
  const measureId = file.appeals.find((each) => each.appealId === appealId)?.measureId ?? '';
  const measures = REVERSING.has(outcome) ? reverse(file, measureId) : file.measures;
  const after = withFile(decided, { measures });
  return withFile(after, resumeBanClock(after, event.atUs));
}

/** A reduced sanction ends earlier. */
function moveEnd(state: KnownCase, { sanctionId, endsAtUs, atUs }: AppealModified): CaseState {
  if (!state.file.live.some((each) => each.sanctionId === sanctionId)) return state;
  const live = state.file.live.map((each) =>
    each.sanctionId === sanctionId ? { ...each, endsAtUs } : each,
  );
  return statusOf({ ...state.file, live }, atUs);
}

function reverse(file: CaseFile, measureId: string): CaseFile['measures'] {
  return file.measures.map((measure) =>
    measure.measureId === measureId ? { ...measure, reversed: true } : measure,
  );
}

/** The way to a ban waits while an appeal is open. */
function stopBanClock(state: KnownCase, atUs: number): Partial<CaseFile> {
  const { banClock } = state.file;
  if (state.status !== 'BAN_NOTICE' || banClock.stoppedSinceUs !== null) return {};
  return { banClock: { ...banClock, stoppedSinceUs: atUs } };
}

/** It goes on when the last appeal was decided. */
function resumeBanClock(state: KnownCase, atUs: number): Partial<CaseFile> {
  const { stoppedForUs, stoppedSinceUs } = state.file.banClock;
  if (stoppedSinceUs === null || openAppeal(state.file)) return {};
  const stopped = stoppedForUs + Math.max(0, atUs - stoppedSinceUs);
  return { banClock: { stoppedForUs: stopped, stoppedSinceUs: null } };
}

function filed(event: AppealFiled): Appeal {
  const { appealId, measureId, filedBy, decideByUs, stayDecideByUs, onBehalfOf } = event;
  return {
    ...{ appealId, measureId, filedBy, decideByUs, stayDecideByUs, onBehalfOf },
    ...{ outcome: 'OPEN', reviewer: '', reasons: '', stayDecidedBy: '' },
    stay: stayDecideByUs === 0 ? 'NONE' : 'ASKED',
    filedAtUs: event.filedAtUs,
    heardLate: event.newEvidence !== '',
  };
}

function withAppeal(state: KnownCase, appealId: string, to: Partial<Appeal>): KnownCase {
  return withFile(state, {
    appeals: state.file.appeals.map((appeal) =>
      appeal.appealId === appealId ? { ...appeal, ...to } : appeal,
    ),
  });
}

function withFile(state: KnownCase, change: Partial<CaseFile>): KnownCase {
  return { ...state, file: { ...state.file, ...change } };
}

function endStays(file: CaseFile, measureId: string): Appeal[] {
  return file.appeals.map((appeal) =>
    appeal.measureId === measureId && appeal.stay === 'GRANTED'
      ? { ...appeal, stay: 'ENDED' }
      : appeal,
  );
}
