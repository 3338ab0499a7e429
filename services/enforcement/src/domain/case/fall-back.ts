import { present } from '@hustings/kernel';
import { say } from '../notice/said.ts';
import { endOf, gravest } from './end-sanction.ts';
import type { CaseEvent, RestrictionImposed, Statement } from './events.ts';
import { nextNoticeId, restate, sharedOf } from './impose.ts';
import { type Ladder, toUs } from './ladder.ts';
import type { Proposal } from './process.ts';
import type { KnownCase, LiveSanction } from './state.ts';
import { issueSaid, nextSanctionId } from './take-measure.ts';

/** An emergency suspension that nobody ratified in time, and what else stands. */
export interface Unratified {
  state: KnownCase;
  ending: LiveSanction;
  rest: readonly LiveSanction[];
  /** Still open, or refused by its panel. */
  ratification: Proposal | undefined;
  outcome: 'LAPSED' | 'REJECTED';
  command: { ladder: Ladder; nowUs: number };
}

/**
 * What follows on an emergency suspension that was not ratified (T07): a restriction, counted from the instant at which it
 * ended, however late that is recorded; or, where one runs already or its time is over too, nothing new.
 */
export function fallBack(unratified: Unratified): CaseEvent[] {
  const { state, ending, rest, ratification, command } = unratified;
  const { nowUs, ladder } = command;
  const endedAtUs = Math.min(nowUs, present(ending.endsAtUs, 'an emergency suspension ends'));
  const endsAtUs = endedAtUs + toUs(ladder.restrictionMs);
  const restricts = rest.length === 0 && nowUs < endsAtUs;
  const standingAfter = restricts ? 'RESTRICTED' : gravest(rest);
  const closing = ratification ? [closeOf(unratified, ratification)] : [];
  return [
    ...closing,
    ...(restricts ? restriction(unratified, endsAtUs) : []),
    endOf(state, ending, { why: 'NOT_RATIFIED', standingAfter, atUs: nowUs }),
    ...(restricts ? [] : [sayFailure(state, endedAtUs, nowUs)]),
  ];
}

function restriction({ state, ending, command }: Unratified, endsAtUs: number): CaseEvent[] {
  const { nowUs, ladder } = command;
  const measure = present(
    state.file.measures.find((each) => each.measureId === ending.sanctionId),
    'a sanction is a measure',
  );
  const sanctionId = nextSanctionId(state.file);
  const statement: Statement = {
    ...restate(measure.statement, { measureId: sanctionId, ladder, nowUs }),
    ...{ measure: 'RESTRICTED', step: 'T07', startsAtUs: nowUs, endsAtUs },
    howToFix:
      'The suspension was not ratified and fell back to a restriction, which ends by itself.',
  };
  const { notice, imposed } = sharedOf(state, { statement, sanctionId, nowUs });
  const restricted: RestrictionImposed = {
    ...imposed,
    decidedBy: measure.decidedBy,
    ...{ standing: 'RESTRICTED', step: 'T07', endsAtUs },
  };
  return [notice, restricted];
}

function closeOf({ state, outcome, command }: Unratified, { proposalId }: Proposal): CaseEvent {
  const { caseId } = state.file;
  const atUs = command.nowUs;
  return { type: 'ProposalClosed', caseId, proposalId, outcome, massActionId: '', atUs };
}

function sayFailure(state: KnownCase, endedAtUs: number, nowUs: number): CaseEvent {
  const { caseId, subject, organisationId } = state.file;
  const said = say('NOT_RATIFIED', { subject: subject.id }, { at: endedAtUs });
  const noticeId = nextNoticeId(state, 1);
  return issueSaid({ caseId, noticeId, organisationId, said, nowUs });
}
