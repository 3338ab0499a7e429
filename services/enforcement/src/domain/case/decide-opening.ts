import { err, ok, type Result } from '@hustings/kernel';
import { say } from '../notice/said.ts';
import type { CloseCase, ConfirmVerification, OpenCase } from './case-orders.ts';
import type { CaseRejection } from './commands.ts';
import { endOf } from './end-sanction.ts';
import type { CaseEvent } from './events.ts';
import { nextNoticeId } from './impose.ts';
import { refuseConflicted, refuseText } from './people.ts';
import { type CaseState, type KnownCase, openAppeal } from './state.ts';
import { issueSaid } from './take-measure.ts';

type Decided = Result<CaseEvent[], CaseRejection>;

/** Opens a case about the narrowest subject that may explain what was seen. Nothing stands against it yet. */
export function decideOpening(command: OpenCase, state: CaseState): Decided {
  if (state.status !== 'NONE') return err({ reason: 'CASE_EXISTS' });
  const { caseId, subject, organisationId, clause, whyNotNarrower, factsAfterUs, strikes } =
    command;
  const conflict = refuseConflicted(command);
  if (conflict) return err(conflict);
  if (clause.trim() === '') return err({ reason: 'CLAUSE_MISSING' });
  if (subject.kind !== 'SEAT' && whyNotNarrower.trim() === '') {
    return err({ reason: 'WHY_NOT_NARROWER_MISSING' });
  }
  return ok([
    {
      type: 'CaseOpened',
      ...{ caseId, subject, organisationId, clause, whyNotNarrower, factsAfterUs, strikes },
      ruleId: '',
      openedBy: command.by,
    },
  ]);
}

/** Closes a case in which nothing stands: what was seen did not hold up. */
export function decideClosing(command: CloseCase, state: KnownCase): Decided {
  const refused = refuseConflicted(command) ?? refuseText('reasons', command.reasons);
  if (refused) return err(refused);
  if (state.status === 'CLOSED')
    return err({ reason: 'CASE_CLOSED', closedAtUs: state.closedAtUs });
  if (state.status !== 'OPENED') return err({ reason: 'WRONG_STATUS', status: state.status });
  const appeal = openAppeal(state.file);
  if (appeal) return err({ reason: 'APPEAL_OPEN', appealId: appeal.appealId });
  const { caseId } = state.file;
  return ok([{ type: 'CaseClosed', caseId, reason: command.reasons, atUs: command.nowUs }]);
}

/** A readmitted subject was verified again: the ban ends at the gate, and the case with it. */
export function decideVerified(command: ConfirmVerification, state: KnownCase): Decided {
  const conflict = refuseConflicted(command);
  if (conflict) return err(conflict);
  if (state.status !== 'PENDING') return err({ reason: 'WRONG_STATUS', status: state.status });
  const { nowUs } = command;
  const { caseId, subject, organisationId } = state.file;
  const said = say('VERIFIED', { subject: subject.id });
  const noticeId = nextNoticeId(state, 1);
  return ok([
    endOf(state, state, { why: 'READMITTED', standingAfter: 'ACTIVE', atUs: nowUs }),
    issueSaid({ caseId, noticeId, organisationId, said, nowUs }),
    { type: 'CaseClosed', caseId, reason: 'Readmitted and verified again.', atUs: nowUs },
  ]);
}
