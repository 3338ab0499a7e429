import { assert } from '@hustings/kernel';
import type { ComplaintEvent } from './events.ts';
import { COUNTS_FOR_US } from './record.ts';

/** One step, which is a notice in the organisation's inbox. */
export interface ComplaintStep {
  noticeId: string;
  kind: 'WARNED' | 'PAUSED' | 'RESUMED';
  reasons: string;
  by: string;
  atUs: number;
  /** End of a pause as it was set; 0 for others. */
  untilUs: number;
  /** What it rests on. */
  unfounded: number;
  decided: number;
  /** null until it was fetched. */
  deliveredAtUs: number | null;
}

/** A time in which repeated appeals are not heard, microseconds since the Unix epoch. */
export interface Pause {
  fromUs: number;
  untilUs: number;
}

/** What an organisation was told about its appeals. Plain JSON: the state is the snapshot. */
export interface ComplaintState {
  organisationId: string;
  steps: readonly ComplaintStep[];
}

/** The state after an event. */
export function evolveComplaints(state: ComplaintState, event: ComplaintEvent): ComplaintState {
  const { organisationId, noticeId, atUs } = event;
  if (event.type === 'ComplaintNoticeDelivered') {
    const isKnown = state.steps.some((step) => step.noticeId === noticeId);
    assert(isKnown, 'a notice that was not issued cannot be delivered');
    const steps = state.steps.map((step) =>
      step.noticeId === noticeId ? { ...step, deliveredAtUs: atUs } : step,
    );
    return { ...state, steps };
  }
  const { reasons, by } = event;
  const step = { noticeId, reasons, by, atUs, deliveredAtUs: null };
  return { organisationId, steps: [...state.steps, { ...step, ...kindOf(event) }] };
}

function kindOf(
  event: Exclude<ComplaintEvent, { type: 'ComplaintNoticeDelivered' }>,
): Pick<ComplaintStep, 'kind' | 'untilUs' | 'unfounded' | 'decided'> {
  switch (event.type) {
    case 'ComplainantWarned':
      return {
        ...{ kind: 'WARNED', untilUs: 0 },
        ...{ unfounded: event.appealIds.length, decided: event.decided },
      };
    case 'ComplaintsPaused':
      return {
        ...{ kind: 'PAUSED', untilUs: event.untilUs },
        ...{ unfounded: event.appealIds.length, decided: event.decided },
      };
    case 'ComplaintsResumed':
      return { kind: 'RESUMED', untilUs: 0, unfounded: 0, decided: 0 };
  }
}

/** All pauses, each to its actual end. */
export function pausesOf({ steps }: ComplaintState): Pause[] {
  return steps.flatMap((step, index) => {
    if (step.kind !== 'PAUSED') return [];
    const resumed = steps.slice(index + 1).find(({ kind }) => kind === 'RESUMED');
    const untilUs = Math.min(step.untilUs, resumed?.atUs ?? Infinity);
    return [{ fromUs: step.atUs, untilUs }];
  });
}

/** The pause that runs at an instant. */
export function pauseAt(pauses: readonly Pause[], nowUs: number): Pause | undefined {
  return pauses.find(({ fromUs, untilUs }) => fromUs <= nowUs && nowUs < untilUs);
}

/** The warning that counts at an instant, if one does. */
export function warningAt({ steps }: ComplaintState, nowUs: number): ComplaintStep | undefined {
  return steps.findLast(({ kind, atUs }) => kind === 'WARNED' && nowUs < atUs + COUNTS_FOR_US);
}
