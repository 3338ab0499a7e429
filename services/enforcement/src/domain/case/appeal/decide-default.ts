import { err, ok, type Result } from '@hustings/kernel';
import { say } from '../../notice/said.ts';
import type { CaseEvent } from '../events.ts';
import { partIdOf } from '../ids.ts';
import type { KnownCase } from '../state.ts';
import { issueSaid } from '../take-measure.ts';
import type { AnnulMeasures, AppealRejection, DefaultAppeal } from './commands.ts';
import { reverse } from './decide-review.ts';
import { openAppealById } from './open-appeal.ts';
import { restore } from './restore.ts';

type Decided = Result<CaseEvent[], AppealRejection>;

/** The time to decide an appeal was missed: it succeeds. The clock is not a judge against anybody, so no person is needed. */
export function decideDefault(command: DefaultAppeal, state: KnownCase): Decided {
  const { appealId, copies, nowUs } = command;
  const found = openAppealById(state.file, appealId);
  if (!found.ok) return found;
  const { decideByUs } = found.value;
  if (nowUs < decideByUs) return err({ reason: 'APPEAL_NOT_DUE', dueAtUs: decideByUs });
  const { caseId } = state.file;
  return ok(
    reverse(state, {
      appeal: found.value,
      ending: { type: 'AppealDefaulted', caseId, appealId, decideByUs, atUs: nowUs },
      command: { reasons: '', copies, nowUs },
    }),
  );
}

/** Takes back what rests on facts of a window of compromise: nothing in it counts against the victim. */
export function decideAnnulment(command: AnnulMeasures, state: KnownCase): Decided {
  const { holdId, fromUs, untilUs, decidedBy, nowUs } = command;
  const { file } = state;
  const hit = file.measures.filter(({ reversed, statement }) => {
    const within = statement.startsAtUs >= fromUs && statement.startsAtUs <= untilUs;
    return within && !reversed;
  });
  if (hit.length === 0) return err({ reason: 'NOTHING_TO_ANNUL' });
  const { caseId, organisationId } = file;
  const measureIds = hit.map(({ measureId }) => measureId);
  return ok([
    ...measureIds.map(
      (measureId) =>
        ({ type: 'MeasureAnnulled', caseId, measureId, holdId, decidedBy, atUs: nowUs }) as const,
    ),
    ...restore(state, {
      ...{ measureIds, nowUs },
      why: 'OVERTURNED',
      by: decidedBy,
      reasons: 'A takeover was confirmed.',
      closing: 'It rested on what was done during a takeover.',
    }),
    issueSaid({
      ...{ caseId, organisationId, nowUs },
      noticeId: partIdOf('ntc', caseId, file.notices.length + 1),
      said: say('ANNULLED', {
        ...{ hold: holdId, subject: file.subject.id, measures: measureIds.join(', ') },
      }),
    }),
  ]);
}
