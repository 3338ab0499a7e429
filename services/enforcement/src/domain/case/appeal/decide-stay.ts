import { err, ok, type Result } from '@hustings/kernel';
import type { CaseEvent } from '../events.ts';
import type { CaseFile, KnownCase } from '../state.ts';
import type { AppealRejection, DecideStay, DefaultStay } from './commands.ts';
import { refuseReviewer, sayDecision } from './decide-review.ts';
import { openAppealById } from './open-appeal.ts';
import type { Appeal } from './state.ts';
import { BY_CLOCK, isFit, MAX_TEXT_LENGTH } from './texts.ts';

type Decided = Result<CaseEvent[], AppealRejection>;

/** A reviewer decides whether a sanction has its effect while the appeal is heard. Another may decide the appeal itself. */
export function decideStay(command: DecideStay, state: KnownCase): Decided {
  const { appealId, reviewer, grant, reasons, nowUs } = command;
  const { file } = state;
  const found = askedStay(file, appealId);
  if (!found.ok) return found;
  const appeal = found.value;
  const refused = refuseReviewer(file, command);
  if (refused) return err(refused);
  if (!isFit(reasons)) return err({ reason: 'REASONS_LENGTH', max: MAX_TEXT_LENGTH });
  if (grant) return ok(grantStay(file, appeal, { grantedBy: reviewer, reasons, nowUs }));
  const { caseId } = file;
  const sanctionId = appeal.measureId;
  return ok([
    {
      type: 'StayRefused',
      caseId,
      appealId,
      sanctionId,
      refusedBy: reviewer,
      reasons,
      atUs: nowUs,
    },
    sayDecision(file, { appeal, template: 'STAY_REFUSED', reasons, nowUs }),
  ]);
}

/** The time to decide on a stay was missed: it is granted. */
export function decideStayDefault(command: DefaultStay, state: KnownCase): Decided {
  const { appealId, nowUs } = command;
  const found = askedStay(state.file, appealId);
  if (!found.ok) return found;
  const dueAtUs = found.value.stayDecideByUs;
  if (nowUs < dueAtUs) return err({ reason: 'STAY_NOT_DUE', dueAtUs });
  const reasons = 'Nobody decided on the stay in time.';
  return ok(grantStay(state.file, found.value, { grantedBy: BY_CLOCK, reasons, nowUs }));
}

function askedStay(file: CaseFile, appealId: string): Result<Appeal, AppealRejection> {
  const found = openAppealById(file, appealId);
  if (!found.ok) return found;
  if (found.value.stay === 'NONE') return err({ reason: 'STAY_NOT_ASKED' });
  return found.value.stay === 'ASKED' ? found : err({ reason: 'STAY_ALREADY_DECIDED' });
}

function grantStay(
  file: CaseFile,
  appeal: Appeal,
  order: { grantedBy: string; reasons: string; nowUs: number },
): CaseEvent[] {
  const { caseId, subject, organisationId } = file;
  const { appealId, measureId: sanctionId } = appeal;
  const { grantedBy, reasons, nowUs } = order;
  const template = grantedBy === BY_CLOCK ? 'STAY_DEFAULTED' : 'STAY_GRANTED';
  return [
    {
      type: 'StayGranted',
      ...{ caseId, appealId, sanctionId, subject, organisationId, grantedBy, reasons },
      startsAtUs: nowUs,
      endsAtUs: 0,
    },
    sayDecision(file, { appeal, template, reasons, nowUs }),
  ];
}
