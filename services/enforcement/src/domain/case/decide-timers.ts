import { err, ok, type Result } from '@hustings/kernel';
import type { CaseRejection, DeliverNotice, EndSanction, LapseWarning } from './commands.ts';
import type { CaseEvent } from './events.ts';
import { partIdOf } from './ids.ts';
import { deemedAtUs, lapsesAtUs } from './ladder.ts';
import { type KnownCase, openAppeal } from './state.ts';
import { issueNotice } from './take-measure.ts';
import { sayInstant } from './wording.ts';

type Decided = Result<CaseEvent[], CaseRejection>;

/** Records that a notice reached the organisation, once. Also in a closed case: its clocks run on. */
export function decideDelivery(command: DeliverNotice, state: KnownCase): Decided {
  const { noticeId, how, nowUs } = command;
  const notice = state.file.notices.find((item) => item.noticeId === noticeId);
  if (!notice) return err({ reason: 'NOTICE_UNKNOWN' });
  if (notice.deliveredAtUs !== null) return err({ reason: 'NOTICE_ALREADY_DELIVERED' });
  const dueAtUs = deemedAtUs(notice.issuedAtUs, command.ladder);
  if (how === 'DEEMED' && nowUs < dueAtUs) return err({ reason: 'NOTICE_NOT_DUE', dueAtUs });
  const { caseId } = state.file;
  return ok([{ type: 'NoticeDelivered', caseId, noticeId, how, atUs: nowUs }]);
}

/** Records that a restriction reached its end, and says so to the organisation. */
export function decideExpiry(command: EndSanction, state: KnownCase): Decided {
  const { sanctionId, nowUs } = command;
  if (state.status !== 'RESTRICTED' || state.sanctionId !== sanctionId) {
    return err({ reason: 'SANCTION_NOT_LIVE' });
  }
  const { file, endsAtUs } = state;
  if (nowUs < endsAtUs) return err({ reason: 'SANCTION_NOT_OVER', endsAtUs });
  const { caseId, subject, organisationId } = file;
  const text = `The restriction of sender ${subject.id} ended at ${sayInstant(endsAtUs)}. It can send as before; the warning still stands.`;
  const noticeId = partIdOf('ntc', caseId, file.notices.length + 1);
  return ok([
    {
      type: 'SanctionEnded',
      caseId,
      sanctionId,
      subject,
      organisationId,
      why: 'EXPIRED',
      standingAfter: 'WARNED',
      atUs: nowUs,
    },
    issueNotice({ caseId, noticeId, organisationId, text, nowUs }),
  ]);
}

/** Closes a case whose warning was followed by no new breach for long enough. */
export function decideLapse(command: LapseWarning, state: KnownCase): Decided {
  if (state.status !== 'WARNED') return err({ reason: 'NOTHING_TO_LAPSE' });
  const appeal = openAppeal(state.file);
  if (appeal) return err({ reason: 'APPEAL_OPEN', appealId: appeal.appealId });
  const atUs = lapsesAtUs(state, command.ladder);
  if (atUs === null) return err({ reason: 'NOTHING_TO_LAPSE' });
  if (command.nowUs < atUs) return err({ reason: 'WARNING_NOT_OVER', lapsesAtUs: atUs });
  const reason = 'No new breach followed within the time after which a warning lapses.';
  return ok([{ type: 'CaseClosed', caseId: state.file.caseId, reason, atUs: command.nowUs }]);
}
