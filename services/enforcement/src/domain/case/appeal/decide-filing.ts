import { err, ok, type Result } from '@hustings/kernel';
import { pauseAt } from '../../complaints/state.ts';
import type { CaseEvent } from '../events.ts';
import { partIdOf } from '../ids.ts';
import { toUs } from '../ladder.ts';
import type { CaseFile, KnownCase, Measure } from '../state.ts';
import { decideWithinUs, pausedForUs, windowClosesAtUs } from './clocks.ts';
import type { AppealRejection, FileAppeal, WithdrawAppeal } from './commands.ts';
import { liveSanctionOf } from './live-sanction.ts';
import { openAppealById } from './open-appeal.ts';
import { endStay } from './restore.ts';
import { isFit, MAX_TEXT_LENGTH } from './texts.ts';

type Decided = Result<CaseEvent[], AppealRejection>;

/** For whom an organisation appeals: its volunteer, its campaign, or the vendor of its tool. */
const ON_BEHALF_OF = /^(?:(?:seat|campaign|tool):[A-Za-z0-9_-]{1,80})?$/;

/** Challenges a measure, once each: also when it ended by itself, and after the window on new evidence. */
export function decideFiling(command: FileAppeal, state: KnownCase): Decided {
  const { measureId, organisationId, filedBy, grounds, newEvidence, onBehalfOf } = command;
  const { file } = state;
  const measure = file.measures.find((item) => item.measureId === measureId);
  if (!measure || file.organisationId !== organisationId) return err({ reason: 'MEASURE_UNKNOWN' });
  const refused = refuseForm(command) ?? refuseTime(command, file, measure);
  if (refused) return err(refused);
  if (command.stay && !liveSanctionOf(state, measureId, command.nowUs)) {
    return err({ reason: 'STAY_NOT_AVAILABLE', measure: measure.statement.measure });
  }
  if (command.stay && !isStayable(measure.statement.measure)) {
    return err({ reason: 'STAY_NOT_AVAILABLE', measure: measure.statement.measure });
  }
  const { caseId } = file;
  const { ladder, inCampaign, nowUs } = command;
  return ok([
    {
      type: 'AppealFiled',
      caseId,
      appealId: partIdOf('apl', caseId, file.appeals.length + 1),
      ...{ measureId, organisationId, filedBy, grounds, newEvidence, onBehalfOf, inCampaign },
      filedAtUs: nowUs,
      decideByUs: nowUs + decideWithinUs(measure.statement.measure, inCampaign, ladder),
      stayDecideByUs: command.stay ? nowUs + toUs(ladder.appealClocks.stayMs) : 0,
    },
  ]);
}

/** Ends an appeal without a decision. What was stayed has its effect again. */
export function decideWithdrawal(command: WithdrawAppeal, state: KnownCase): Decided {
  const { appealId, organisationId, withdrawnBy, nowUs } = command;
  const found = openAppealById(state.file, appealId);
  if (!found.ok) return found;
  if (state.file.organisationId !== organisationId) return err({ reason: 'APPEAL_UNKNOWN' });
  const { caseId } = state.file;
  return ok([
    { type: 'AppealWithdrawn', caseId, appealId, withdrawnBy, atUs: nowUs },
    ...endStay(state.file, found.value, { why: 'WITHDRAWN', nowUs }),
  ]);
}

function refuseForm({ grounds, newEvidence, onBehalfOf }: FileAppeal): AppealRejection | null {
  if (!isFit(grounds)) return { reason: 'GROUNDS_LENGTH', max: MAX_TEXT_LENGTH };
  if (newEvidence !== '' && !isFit(newEvidence)) {
    return { reason: 'NEW_EVIDENCE_LENGTH', max: MAX_TEXT_LENGTH };
  }
  return ON_BEHALF_OF.test(onBehalfOf) ? null : { reason: 'ON_BEHALF_OF_INVALID' };
}

/**
 * In time once; after the window once more, on new evidence, when the first was decided or there was none. A pause reaches only
 * measures that were appealed against before: the first appeal against each is always taken.
 */
function refuseTime(
  { measureId, newEvidence, pauses, ladder, nowUs }: FileAppeal,
  file: CaseFile,
  measure: Measure,
): AppealRejection | null {
  const earlier = file.appeals.filter(
    (appeal) => appeal.measureId === measureId && appeal.outcome !== 'WITHDRAWN',
  );
  const blocking = earlier.find(
    ({ outcome, heardLate }) => outcome === 'OPEN' || heardLate || newEvidence === '',
  );
  if (blocking) {
    return { reason: 'APPEAL_ALREADY_FILED', appealId: blocking.appealId };
  }
  const pause = pauseAt(pauses, nowUs);
  if (pause && file.appeals.some((appeal) => appeal.measureId === measureId)) {
    return { reason: 'APPEALS_PAUSED', untilUs: pause.untilUs };
  }
  const notice = file.notices.find((item) => item.noticeId === measure.noticeId);
  const closesAtUs = windowClosesAtUs(notice, measure.statement.appealUntilUs, ladder);
  if (closesAtUs === null || newEvidence !== '') return null;
  const sinceUs = notice?.deliveredAtUs ?? nowUs;
  const closedAtUs = closesAtUs + pausedForUs(pauses, { sinceUs, nowUs });
  return nowUs >= closedAtUs ? { reason: 'APPEAL_WINDOW_CLOSED', closedAtUs } : null;
}

/** A restriction is too short for a stay; a ban's notice stands still while an appeal is open; the rest may be asked for. */
function isStayable(measure: string): boolean {
  return measure === 'SUSPENDED' || measure === 'BANNED';
}
