import { present } from '@hustings/kernel';
import { endOf } from './end-sanction.ts';
import type {
  BanNoticeImposed,
  CaseEvent,
  NoticeIssued,
  RestrictionImposed,
  Statement,
  SuspensionImposed,
  Warned,
} from './events.ts';
import type { Evidence } from './evidence.ts';
import { partIdOf } from './ids.ts';
import { type Ladder, toUs } from './ladder.ts';
import type { EmergencyGround, MeasureReasons, ParityReport } from './process.ts';
import type { CaseState, KnownCase } from './state.ts';
import { sayPersonMeasure, stateMeasure } from './state-measure.ts';
import { appealUntil, sayRedress } from './statement.ts';
import { ALONE, issueNotice, nextSanctionId } from './take-measure.ts';
import { sayDuration, sayInstant } from './wording.ts';

/** A case in one of these statuses. */
export type In<Status extends CaseState['status']> = Extract<CaseState, { status: Status }>;

/** Who decided, and on what. */
export interface Decision {
  reasons: MeasureReasons;
  items: readonly Evidence[];
  decidedBy: string;
  approvedBy: readonly string[];
  proposalId: string;
  parity: ParityReport | null;
  answerIds: readonly string[];
  ladder: Ladder;
  nowUs: number;
}

type Shared = Omit<SuspensionImposed, 'standing' | 'step' | 'endsAtUs' | 'emergency'>;

/** A warning by a person: nothing is blocked (T01). */
export function warnByPerson(state: In<'OPENED'>, decision: Decision): [NoticeIssued, Warned] {
  const { caseId, subject, organisationId } = state.file;
  const { ladder, nowUs, decidedBy } = decision;
  const noticeId = nextNoticeId(state, 1);
  const gap = sayDuration(ladder.minGapAfterDeliveryMs);
  const statement = stateMeasure({
    ...decision,
    ...{ measure: 'WARNED', step: 'T01', measureId: noticeId, startsAtUs: nowUs, endsAtUs: null },
    next: `A new breach that begins more than ${gap} after delivery of this notice may lead to a restriction. Without one the warning lapses after ${sayDuration(ladder.warningLapsesAfterMs)}.`,
  });
  const text = sayPersonMeasure(statement, subject);
  return [
    issueNotice({ caseId, noticeId, organisationId, text, nowUs }),
    { type: 'Warned', caseId, subject, organisationId, noticeId, statement, decidedBy },
  ];
}

/** A restriction by a person, from now to an exact instant (T02). */
export function restrictByPerson(
  state: In<'WARNED'>,
  decision: Decision,
): [NoticeIssued, RestrictionImposed] {
  const endsAtUs = decision.nowUs + toUs(decision.ladder.restrictionMs);
  const { notice, shared } = draft(state, decision, {
    ...{ measure: 'RESTRICTED', step: 'T02', startsAtUs: decision.nowUs, endsAtUs },
    next: 'It ends by itself. A person may prolong it once.',
  });
  return [notice, { ...shared, standing: 'RESTRICTED', step: 'T02', endsAtUs }];
}

/** The one extension: from the end of the restriction, for as long again. */
export function extendRestriction(
  state: In<'RESTRICTED'>,
  decision: Decision,
): [NoticeIssued, RestrictionImposed] {
  const startsAtUs = state.endsAtUs;
  const endsAtUs = startsAtUs + toUs(decision.ladder.restrictionMs);
  const { notice, shared } = draft(state, decision, {
    ...{ measure: 'RESTRICTED', step: 'T02', startsAtUs, endsAtUs },
    next: 'It ends by itself and is not prolonged again.',
  });
  const extendsSanctionId = state.sanctionId;
  return [notice, { ...shared, extendsSanctionId, standing: 'RESTRICTED', step: 'T02', endsAtUs }];
}

/** A suspension that was heard and decided (T04). It begins when its reasons count as delivered, not before. */
export function suspend(
  state: In<'RESTRICTED'>,
  decision: Decision,
  termUs: number,
): [NoticeIssued, SuspensionImposed] {
  const startsAtUs = decision.nowUs + toUs(decision.ladder.deemedDeliveredAfterMs);
  const endsAtUs = startsAtUs + termUs;
  const { notice, shared } = draft(state, decision, {
    ...{ measure: 'SUSPENDED', step: 'T04', startsAtUs, endsAtUs },
    next: 'It ends by itself. Another person may renew it once.',
  });
  return [notice, { ...shared, standing: 'SUSPENDED', step: 'T04', endsAtUs, emergency: null }];
}

/** A suspension at once on a ground of the closed list (T07). It holds until it is ratified or not. */
export function suspendAtOnce(
  state: In<'OPENED' | 'WARNED' | 'RESTRICTED'>,
  decision: Decision,
  ground: EmergencyGround,
): [NoticeIssued, SuspensionImposed] {
  const { nowUs, ladder } = decision;
  const ratifyByUs = nowUs + toUs(ladder.process.ratifyWithinMs);
  const { notice, shared } = draft(state, decision, {
    ...{ measure: 'SUSPENDED', step: 'T07', startsAtUs: nowUs, endsAtUs: ratifyByUs },
    next: `Unless other people ratify it by ${sayInstant(ratifyByUs)} it falls back to a restriction.`,
  });
  const emergency = { ground, ratifyByUs };
  return [
    notice,
    { ...shared, standing: 'SUSPENDED', step: 'T07', endsAtUs: ratifyByUs, emergency },
  ];
}

/** What follows on a suspension: its ratification (T07), or its one renewal by a third person (T04). */
export function prolongSuspension(
  state: In<'SUSPENDED'>,
  decision: Decision,
  to: { step: 'T04' | 'T07'; startsAtUs: number; endsAtUs: number },
): [NoticeIssued, SuspensionImposed] {
  const { step, startsAtUs, endsAtUs } = to;
  const next =
    step === 'T07' ? 'Another person may renew it once.' : 'It is not renewed a second time.';
  const { notice, shared } = draft(state, decision, {
    ...{ measure: 'SUSPENDED', step, startsAtUs, endsAtUs },
    next: `It ends by itself. ${next}`,
  });
  const extendsSanctionId = state.sanctionId;
  return [
    notice,
    { ...shared, extendsSanctionId, standing: 'SUSPENDED', step, endsAtUs, emergency: null },
  ];
}

/** The notice of a ban (T05): its thirty days run from when it counts as delivered. */
export function giveBanNotice(
  state: In<'SUSPENDED'>,
  decision: Decision,
): [NoticeIssued, BanNoticeImposed] {
  const { ladder, nowUs } = decision;
  const startsAtUs = nowUs + toUs(ladder.deemedDeliveredAfterMs);
  const bansAtUs = startsAtUs + toUs(ladder.process.banNoticeMs);
  const { notice, shared } = draft(state, decision, {
    ...{ measure: 'BAN_NOTICE', step: 'T05', startsAtUs, endsAtUs: null },
    next: `A ban follows at ${sayInstant(bansAtUs)}. While an appeal is open that clock stands still.`,
  });
  return [notice, { ...shared, standing: 'BAN_NOTICE', step: 'T05', endsAtUs: null, bansAtUs }];
}

/** The ban (T06). Nothing but a notice of it can lead here: no other state fits. */
export function imposeBan(
  state: In<'BAN_NOTICE'>,
  { ladder, nowUs }: { ladder: Ladder; nowUs: number },
): CaseEvent[] {
  const { file, sanctionId } = state;
  const measure = present(
    file.measures.find((each) => each.measureId === sanctionId),
    'a notice of a ban is a measure',
  );
  const { decidedBy, approvedBy, proposalId } = measure;
  const banId = nextSanctionId(file);
  const statement: Statement = {
    ...restate(measure.statement, { measureId: banId, ladder, nowUs }),
    ...{ measure: 'BANNED', step: 'T06', startsAtUs: nowUs, endsAtUs: null },
    howToFix:
      'Export what is yours, and appeal if you disagree. Two people may readmit you on new facts.',
  };
  const shared = sharedOf(state, { statement, nowUs, sanctionId: banId });
  return [
    shared.notice,
    {
      ...shared.imposed,
      ...{ decidedBy, approvedBy, proposalId },
      ...{ standing: 'BANNED', step: 'T06', endsAtUs: null },
    },
    endOf(state, { sanctionId }, { why: 'SUPERSEDED', standingAfter: 'BANNED', atUs: nowUs }),
  ];
}

/** A statement for what follows on a measure by rule: same facts, a window of appeal of its own. */
export function restate(
  statement: Statement,
  to: { measureId: string; ladder: Ladder; nowUs: number },
): Statement {
  const appealUntilUs = appealUntil(to.nowUs, to.ladder);
  return {
    ...statement,
    appealUntilUs,
    redress: sayRedress(to.measureId, appealUntilUs, to.ladder),
  };
}

/** Notice and common fields of a sanction whose statement is ready. */
export function sharedOf(
  state: KnownCase,
  made: { statement: Statement; sanctionId: string; nowUs: number },
): { notice: NoticeIssued; imposed: Omit<Shared, 'decidedBy'> } {
  const { caseId, subject, organisationId } = state.file;
  const { statement, sanctionId, nowUs } = made;
  const noticeId = nextNoticeId(state, 1);
  const text = sayPersonMeasure(statement, subject);
  return {
    notice: issueNotice({ caseId, noticeId, organisationId, text, nowUs }),
    imposed: {
      type: 'SanctionImposed',
      ...{ caseId, sanctionId, subject, organisationId, noticeId, statement },
      startsAtUs: statement.startsAtUs,
      ...ALONE,
    },
  };
}

/** Id of the next notice of a case; `ahead` counts those of the same commit. */
export function nextNoticeId({ file }: KnownCase, ahead: number): string {
  return partIdOf('ntc', file.caseId, file.notices.length + ahead);
}

function draft(
  state: KnownCase,
  decision: Decision,
  terms: Pick<Statement, 'measure' | 'step' | 'startsAtUs' | 'endsAtUs'> & { next: string },
): { notice: NoticeIssued; shared: Shared } {
  const { decidedBy, approvedBy, proposalId, nowUs } = decision;
  const sanctionId = nextSanctionId(state.file);
  const statement = stateMeasure({ ...decision, ...terms, measureId: sanctionId });
  const { notice, imposed } = sharedOf(state, { statement, sanctionId, nowUs });
  return { notice, shared: { ...imposed, decidedBy, approvedBy, proposalId } };
}
