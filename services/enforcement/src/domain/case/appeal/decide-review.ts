import { err, ok, present, type Result } from '@hustings/kernel';
import { type Said, type SentenceName, say } from '../../notice/said.ts';
import { endOf, gravest } from '../end-sanction.ts';
import type { CaseEvent } from '../events.ts';
import { partIdOf } from '../ids.ts';
import { SYSTEM } from '../people.ts';
import { type CaseFile, type KnownCase, participantsOf } from '../state.ts';
import { issueSaid } from '../take-measure.ts';
import type { AppealRejection, DecideAppeal, ReviewOutcome } from './commands.ts';
import type { AppealEnding } from './events.ts';
import { liveSanctionOf } from './live-sanction.ts';
import { openAppealById } from './open-appeal.ts';
import { endStay, restore } from './restore.ts';
import type { Appeal } from './state.ts';
import { BY_CLOCK, isFit, MAX_TEXT_LENGTH } from './texts.ts';

type Decided = Result<CaseEvent[], AppealRejection>;

/** A person who took no part decides, in time: what was missed is decided by its clock. */
export function decideReview(command: DecideAppeal, state: KnownCase): Decided {
  const { appealId, reviewer, reasons, outcome, nowUs } = command;
  const { file } = state;
  const found = openAppealById(file, appealId);
  if (!found.ok) return found;
  const appeal = found.value;
  const refused = refuseReviewer(file, command);
  if (refused) return err(refused);
  if (!isFit(reasons)) return err({ reason: 'REASONS_LENGTH', max: MAX_TEXT_LENGTH });
  if (nowUs >= appeal.decideByUs && outcome.type === 'MEASURE_STANDS') {
    return err({ reason: 'APPEAL_OVERDUE', decideByUs: appeal.decideByUs });
  }
  const { caseId } = file;
  const decision = { caseId, appealId, reviewer, reasons, atUs: nowUs };
  switch (outcome.type) {
    case 'MEASURE_STANDS':
      return ok([
        {
          ...{ type: 'AppealDismissed', ...decision },
          ...(outcome.manifestlyUnfounded ? { manifestlyUnfounded: true } : {}),
        },
        ...endStay(file, appeal, { why: 'DISMISSED', nowUs }),
        sayDecision(file, {
          ...{ appeal, reasons, nowUs },
          template: outcome.manifestlyUnfounded ? 'APPEAL_UNFOUNDED' : 'APPEAL_DISMISSED',
        }),
      ]);
    case 'OVERTURNED':
      return ok(reverse(state, { appeal, command, ending: { type: 'AppealUpheld', ...decision } }));
    case 'SENT_BACK':
      return ok(
        reverse(state, { appeal, command, ending: { type: 'AppealSentBack', ...decision } }),
      );
    case 'MODIFIED':
      return modify(state, { appeal, command, outcome });
  }
}

/** Whoever took any part in the case, has a conflict of interest, or is the machine, reviews nothing in it. */
export function refuseReviewer(
  file: CaseFile,
  { reviewer, conflicted }: Pick<DecideAppeal, 'reviewer' | 'conflicted'>,
): AppealRejection | null {
  if (conflicted.includes(reviewer)) return { reason: 'CONFLICT_OF_INTEREST' };
  if (reviewer === SYSTEM || reviewer === '') return { reason: 'REVIEWER_IS_MACHINE' };
  return participantsOf(file).has(reviewer) ? { reason: 'REVIEWER_INVOLVED' } : null;
}

/** The events by which a measure is taken back, whoever or whatever decided so. */
export function reverse(
  state: KnownCase,
  order: {
    appeal: Appeal;
    ending: AppealEnding;
    command: { reasons: string; copies: readonly string[]; nowUs: number };
  },
): CaseEvent[] {
  const { appeal, ending, command } = order;
  const { file } = state;
  const { caseId } = file;
  const { reasons, copies, nowUs } = command;
  const { measureId } = appeal;
  const template = SAID[ending.type];
  return [
    ending,
    ...restore(state, {
      measureIds: [measureId],
      why: ending.type === 'AppealSentBack' ? 'SENT_BACK' : 'OVERTURNED',
      closing: 'An appeal was upheld.',
      by: 'reviewer' in ending ? ending.reviewer : BY_CLOCK,
      reasons: reasons === '' ? 'Nobody decided in time.' : reasons,
      nowUs,
    }),
    ...(copies.length === 0
      ? []
      : [{ type: 'CopiesMarked', caseId, measureId, copies, atUs: nowUs } as const]),
    ...(template ? [sayDecision(file, { appeal, template, reasons, nowUs })] : []),
  ];
}

const SAID: Partial<Record<AppealEnding['type'], SentenceName>> = {
  AppealUpheld: 'APPEAL_UPHELD',
  AppealSentBack: 'APPEAL_SENT_BACK',
  AppealDefaulted: 'APPEAL_DEFAULTED',
};

function modify(
  state: KnownCase,
  order: {
    appeal: Appeal;
    command: DecideAppeal;
    outcome: Extract<ReviewOutcome, { type: 'MODIFIED' }>;
  },
): Decided {
  const { appeal, command, outcome } = order;
  const { file } = state;
  const { reviewer, reasons, nowUs } = command;
  const { caseId } = file;
  const sanctionId = appeal.measureId;
  const live = liveSanctionOf(state, sanctionId, nowUs);
  const before = live?.endsAtUs ?? live?.bansAtUs ?? null;
  if (!live || (before !== null && outcome.endsAtUs >= before)) {
    return err({ reason: 'NO_EARLIER_END', endsAtUs: live ? before : null });
  }
  const endsAtUs = Math.max(outcome.endsAtUs, nowUs);
  const events: CaseEvent[] = [
    {
      type: 'AppealModified',
      ...{ caseId, appealId: appeal.appealId, reviewer, reasons, sanctionId, endsAtUs },
      atUs: nowUs,
    },
    ...endStay(file, appeal, { why: 'DISMISSED', nowUs }),
  ];
  if (endsAtUs === nowUs) {
    const rest = file.live.filter((each) => each !== live);
    const how = { why: 'MODIFIED', standingAfter: gravest(rest), atUs: nowUs } as const;
    events.push(endOf(state, live, how));
  }
  const template = 'APPEAL_MODIFIED';
  const instants = { until: endsAtUs };
  return ok([...events, sayDecision(file, { appeal, template, reasons, instants, nowUs })]);
}

/** What became of an appeal, as a notice. */
export function sayDecision(
  file: CaseFile,
  decision: {
    appeal: Appeal;
    template: SentenceName;
    /** '' when nobody gave any: the sentence has no place for them. */
    reasons: string;
    instants?: Said['instants'];
    nowUs: number;
  },
): CaseEvent {
  const { appeal, template, reasons, instants, nowUs } = decision;
  const words = { appeal: appeal.appealId, ...(reasons === '' ? {} : { reasons }) };
  return issueSaid({
    caseId: present(file.caseId, 'a case has an id'),
    noticeId: partIdOf('ntc', file.caseId, file.notices.length + 1),
    organisationId: file.organisationId,
    said: say(template, words, instants),
    nowUs,
  });
}
