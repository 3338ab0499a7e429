import type { Decider } from '@hustings/decider';
import { err, ok, type Result } from '@hustings/kernel';
import { isFit, MAX_TEXT_LENGTH } from '../case/appeal/texts.ts';
import { toUs } from '../case/ladder.ts';
import { firstOf } from '../case/people.ts';
import type {
  ComplaintCommand,
  ComplaintRejection,
  DeliverComplaintNotice,
  PauseComplaints,
  ResumeComplaints,
  WarnComplainant,
} from './commands.ts';
import type { ComplaintEvent } from './events.ts';
import { COUNTS_FOR_US, conductOf, LONGEST_PAUSE_US, refuseSeldom } from './record.ts';
import {
  type ComplaintState,
  type ComplaintStep,
  evolveComplaints,
  pauseAt,
  pausesOf,
  warningAt,
} from './state.ts';

type Decided = Result<ComplaintEvent[], ComplaintRejection>;

/**
 * What follows when an organisation appeals often and manifestly without ground: a warning, then, if it goes on, a pause for a time
 * (DSA Article 23(2); policy data, appeal.abuse). The pause never reaches the first appeal against a measure.
 */
export const complaintDecider: Decider<
  ComplaintState,
  ComplaintCommand,
  ComplaintEvent,
  ComplaintRejection
> = {
  decide,
  evolve: evolveComplaints,
  initialState: () => ({ organisationId: '', steps: [] }),
};

function decide(command: ComplaintCommand, state: ComplaintState): Decided {
  switch (command.type) {
    case 'WarnComplainant':
      return warn(command, state);
    case 'PauseComplaints':
      return pause(command, state);
    case 'ResumeComplaints':
      return resume(command, state);
    case 'DeliverComplaintNotice':
      return deliver(command, state);
  }
}

function warn(command: WarnComplainant, state: ComplaintState): Decided {
  const { organisationId, by, reasons, appeals, nowUs } = command;
  const record = conductOf(appeals, nowUs);
  const earlier = warningAt(state, nowUs);
  const refused = firstOf<ComplaintRejection>([
    refuseForm(command),
    earlier ? { reason: 'WARNED_ALREADY', untilUs: earlier.atUs + COUNTS_FOR_US } : null,
    refuseSeldom(record),
  ]);
  if (refused) return err(refused);
  const { decided } = record;
  const appealIds = record.unfounded.map(({ appealId }) => appealId);
  const step = { organisationId, noticeId: nextNoticeId(command, state), reasons, by, atUs: nowUs };
  return ok([{ type: 'ComplainantWarned', ...step, appealIds, decided }]);
}

function pause(command: PauseComplaints, state: ComplaintState): Decided {
  const { organisationId, by, reasons, appeals, untilUs, nowUs } = command;
  const record = conductOf(appeals, nowUs);
  const refused = firstOf<ComplaintRejection>([
    refuseForm(command),
    refuseEnd(command, state),
    refuseUnwarned(command, state),
    refuseSeldom(record),
  ]);
  if (refused) return err(refused);
  const reviewers = record.unfounded.map(({ reviewer }) => reviewer);
  if (warningAt(state, nowUs)?.by === by || reviewers.includes(by)) {
    return err({ reason: 'DECIDER_INVOLVED' });
  }
  const { decided } = record;
  const appealIds = record.unfounded.map(({ appealId }) => appealId);
  const step = { organisationId, noticeId: nextNoticeId(command, state), reasons, by, atUs: nowUs };
  return ok([{ type: 'ComplaintsPaused', ...step, appealIds, decided, untilUs }]);
}

function refuseEnd({ untilUs, nowUs }: PauseComplaints, state: ComplaintState) {
  const running = pauseAt(pausesOf(state), nowUs);
  if (running) return { reason: 'PAUSED_ALREADY', untilUs: running.untilUs } as const;
  const latestUs = nowUs + LONGEST_PAUSE_US;
  const isFitting = untilUs > nowUs && untilUs <= latestUs;
  return isFitting ? null : ({ reason: 'PAUSE_END_INVALID', latestUs } as const);
}

/** Only what was filed after the warning could be read, and after the last pause began, asks for a pause. */
function refuseUnwarned(
  { appeals, deemedDeliveredAfterMs, nowUs }: PauseComplaints,
  state: ComplaintState,
): ComplaintRejection | null {
  const warning = warningAt(state, nowUs);
  if (!warning) return { reason: 'NOT_WARNED' };
  const readAtUs = warning.deliveredAtUs ?? warning.atUs + toUs(deemedDeliveredAfterMs);
  if (nowUs < readAtUs) return { reason: 'WARNING_NOT_DELIVERED' };
  const lastPauseUs = pausesOf(state).at(-1)?.fromUs ?? 0;
  const sinceUs = Math.max(readAtUs, lastPauseUs);
  const isRepeated = conductOf(appeals, nowUs).unfounded.some((each) => each.filedAtUs > sinceUs);
  return isRepeated ? null : { reason: 'NOTHING_SINCE_WARNING' };
}

function resume(command: ResumeComplaints, state: ComplaintState): Decided {
  const { organisationId, by, reasons, nowUs } = command;
  if (!pauseAt(pausesOf(state), nowUs)) return err({ reason: 'NOT_PAUSED' });
  const refused = refuseForm(command);
  if (refused) return err(refused);
  if (lastPause(state)?.by === by) return err({ reason: 'DECIDER_INVOLVED' });
  const step = { organisationId, noticeId: nextNoticeId(command, state), reasons, by, atUs: nowUs };
  return ok([{ type: 'ComplaintsResumed', ...step }]);
}

function lastPause({ steps }: ComplaintState): ComplaintStep | undefined {
  return steps.findLast(({ kind }) => kind === 'PAUSED');
}

function deliver(command: DeliverComplaintNotice, state: ComplaintState): Decided {
  const { noticeId, fetchedBy, nowUs } = command;
  const step = state.steps.find((each) => each.noticeId === noticeId);
  if (!step) return err({ reason: 'NOTICE_UNKNOWN' });
  if (step.deliveredAtUs !== null) return err({ reason: 'NOTICE_ALREADY_DELIVERED' });
  const { organisationId } = state;
  const delivered = { organisationId, noticeId, fetchedBy, atUs: nowUs };
  return ok([{ type: 'ComplaintNoticeDelivered', ...delivered }]);
}

function refuseForm({
  by,
  conflicted,
  reasons,
}: Exclude<ComplaintCommand, DeliverComplaintNotice>): ComplaintRejection | null {
  if (conflicted.includes(by)) return { reason: 'CONFLICT_OF_INTEREST' };
  return isFit(reasons) ? null : { reason: 'REASONS_LENGTH', max: MAX_TEXT_LENGTH };
}

function nextNoticeId({ organisationId }: { organisationId: string }, { steps }: ComplaintState) {
  return `ntc-${organisationId}-appeals-${steps.length + 1}`;
}
