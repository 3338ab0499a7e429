import { err, ok, type Result } from '@hustings/kernel';
import type { CaseRejection, DecideAppeal, FileAppeal } from './commands.ts';
import type { AppealDismissed, AppealUpheld, CaseEvent } from './events.ts';
import { partIdOf } from './ids.ts';
import { toUs } from './ladder.ts';
import { type CaseFile, type KnownCase, participantsOf } from './state.ts';
import { issueNotice } from './take-measure.ts';

/** Longest text of an appeal or of its decision, characters: what the EU's database takes for the facts of one. */
export const MAX_TEXT_LENGTH = 5000;

type Decided = Result<CaseEvent[], CaseRejection>;

/** Challenges a warning or a restriction, once each, while its window is open: also when it ended by itself. */
export function decideFiling(command: FileAppeal, state: KnownCase): Decided {
  const { measureId, organisationId, filedBy, grounds, nowUs } = command;
  const { file } = state;
  const measure = file.measures.find((item) => item.measureId === measureId);
  if (!measure || file.organisationId !== organisationId) return err({ reason: 'MEASURE_UNKNOWN' });
  if (!isFit(grounds)) return err({ reason: 'GROUNDS_LENGTH', max: MAX_TEXT_LENGTH });
  const earlier = file.appeals.find((appeal) => appeal.measureId === measureId);
  if (earlier) return err({ reason: 'APPEAL_ALREADY_FILED', appealId: earlier.appealId });
  const closedAtUs = measure.statement.appealUntilUs;
  if (nowUs >= closedAtUs) return err({ reason: 'APPEAL_WINDOW_CLOSED', closedAtUs });
  const appealId = partIdOf('apl', file.caseId, file.appeals.length + 1);
  const decideByUs = nowUs + toUs(command.ladder.appealDecideWithinMs);
  const caseId = file.caseId;
  return ok([
    {
      type: 'AppealFiled',
      caseId,
      appealId,
      measureId,
      organisationId,
      filedBy,
      grounds,
      decideByUs,
    },
  ]);
}

/** A person who took no part decides. Upheld: what stands against the subject ends, and its facts never count again. */
export function decideReview(command: DecideAppeal, state: KnownCase): Decided {
  const { appealId, reviewer, uphold, reasons, nowUs } = command;
  const { file } = state;
  const appeal = file.appeals.find((item) => item.appealId === appealId);
  if (!appeal) return err({ reason: 'APPEAL_UNKNOWN' });
  if (appeal.outcome !== 'OPEN') return err({ reason: 'APPEAL_ALREADY_DECIDED' });
  if (participantsOf(file).has(reviewer)) return err({ reason: 'REVIEWER_INVOLVED' });
  if (!isFit(reasons)) return err({ reason: 'REASONS_LENGTH', max: MAX_TEXT_LENGTH });
  const { caseId } = file;
  const decision: AppealUpheld | AppealDismissed = {
    type: uphold ? 'AppealUpheld' : 'AppealDismissed',
    ...{ caseId, appealId, reviewer, reasons },
  };
  return ok([
    decision,
    ...(uphold ? restoreStanding(state, nowUs) : []),
    noticeOfDecision(file, decision, nowUs),
    ...(uphold && state.status !== 'CLOSED' ? [closeUpheld(caseId, nowUs)] : []),
  ]);
}

function restoreStanding(state: KnownCase, nowUs: number): CaseEvent[] {
  if (state.status !== 'RESTRICTED') return [];
  const { caseId, subject, organisationId } = state.file;
  const { sanctionId } = state;
  return [
    {
      type: 'SanctionEnded',
      ...{ caseId, sanctionId, subject, organisationId },
      why: 'OVERTURNED',
      standingAfter: 'ACTIVE',
      atUs: nowUs,
    },
  ];
}

function noticeOfDecision(
  file: CaseFile,
  decision: AppealUpheld | AppealDismissed,
  nowUs: number,
): CaseEvent {
  const outcome =
    decision.type === 'AppealUpheld'
      ? 'was upheld: nothing stands against the sender, and what was counted no longer counts'
      : 'was dismissed: the measure stands as it was decided';
  return issueNotice({
    caseId: file.caseId,
    noticeId: partIdOf('ntc', file.caseId, file.notices.length + 1),
    organisationId: file.organisationId,
    text: `Your appeal ${decision.appealId} ${outcome}. Reasons: ${decision.reasons}`,
    nowUs,
  });
}

function closeUpheld(caseId: string, nowUs: number): CaseEvent {
  return { type: 'CaseClosed', caseId, reason: 'An appeal was upheld.', atUs: nowUs };
}

function isFit(text: string): boolean {
  return text.trim().length > 0 && text.length <= MAX_TEXT_LENGTH;
}
