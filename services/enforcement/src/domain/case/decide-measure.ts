import { err, ok, present, type Result } from '@hustings/kernel';
import { say } from '../notice/said.ts';
import type {
  ExtendRestriction,
  RenewSuspension,
  ReverseMeasure,
  TakeMeasure,
} from './case-orders.ts';
import { lapseProposal, proposalRestsOn } from './close-proposal.ts';
import type { CaseRejection } from './commands.ts';
import { endOf } from './end-sanction.ts';
import type { CaseEvent } from './events.ts';
import {
  type Decision,
  extendRestriction,
  nextNoticeId,
  prolongSuspension,
  restrictByPerson,
  warnByPerson,
} from './impose.ts';
import { countsAfterUs } from './ladder.ts';
import { firstOf, refusePerson, refuseText } from './people.ts';
import type { MeasureReasons } from './process.ts';
import { type CaseFile, type KnownCase, type Measure, participantsOf } from './state.ts';
import { issueSaid } from './take-measure.ts';
import { refuseTerm } from './term.ts';
import { itemsOf, weighReasons } from './weigh-evidence.ts';

type Decided = Result<CaseEvent[], CaseRejection>;

/** Accounts from which on what is done to them is a mass action. */
export const MASS_ACTION_FROM = 5;

/** Refuses the fifth measure of one person under one clause within a day: it is a mass action. */
export function refuseAlike(alike: number): CaseRejection | null {
  return alike + 1 >= MASS_ACTION_FROM ? { reason: 'MASS_ACTION_REQUIRED', alike } : null;
}

/** A person warns (T01) or restricts (T02), as the machine might. */
export function decideMeasure(command: TakeMeasure, state: KnownCase): Decided {
  const { measure, reasons, ladder } = command;
  const { file } = state;
  const refused = refusePerson(file, command, 'DECIDER') ?? refuseAlike(command.alike);
  if (refused) return err(refused);
  if (measure === 'WARNED') {
    if (state.status !== 'OPENED') return err({ reason: 'WRONG_STATUS', status: state.status });
    const factsAfterUs = file.factsAfterUs;
    const fault = weighReasons({ file, reasons, weighed: 'WARNED', factsAfterUs });
    return fault ? err(fault) : ok(warnByPerson(state, decisionOf(command, file)));
  }
  if (state.status !== 'WARNED') return err({ reason: 'WRONG_STATUS', status: state.status });
  const factsAfterUs = countsAfterUs(state, ladder);
  if (factsAfterUs === null) {
    const last = present(file.measures.at(-1), 'a warned case has a measure');
    return err({ reason: 'NOTICE_NOT_DELIVERED', noticeId: last.noticeId });
  }
  const fault = weighReasons({ file, reasons, weighed: 'RESTRICTED', factsAfterUs });
  return fault ? err(fault) : ok(restrictByPerson(state, decisionOf(command, file)));
}

function decisionOf(command: TakeMeasure, file: CaseFile): Decision {
  const { by, reasons, ladder, nowUs } = command;
  const items = present(itemsOf(file, reasons), 'weighed before');
  return { ...ALONE, reasons, items, decidedBy: by, ladder, nowUs };
}

const ALONE = { approvedBy: [], proposalId: '', parity: null, answerIds: [] } as const;

/** Prolongs a restriction once, by a person and with reasons. The machine has no such order. */
export function decideExtension(command: ExtendRestriction, state: KnownCase): Decided {
  const { by, reasons, ladder, nowUs } = command;
  const { file } = state;
  const refused = firstOf<CaseRejection>([
    refusePerson(file, command, 'DECIDER'),
    refuseText('reasons', reasons),
  ]);
  if (refused) return err(refused);
  if (state.status !== 'RESTRICTED') return err({ reason: 'WRONG_STATUS', status: state.status });
  if (nowUs >= state.endsAtUs) return err({ reason: 'SANCTION_OVER', endedAtUs: state.endsAtUs });
  const restricted = file.live.filter((each) => each.standing === 'RESTRICTED');
  if (restricted.some((each) => each.extendsSanctionId !== '')) {
    return err({ reason: 'ALREADY_EXTENDED' });
  }
  if (wasProlongedAt(file, state.endsAtUs)) return err({ reason: 'ALREADY_EXTENDED' });
  const measure = measureOf(file, state.sanctionId);
  const decision = { ...restated(file, measure, reasons), ...ALONE, decidedBy: by, ladder, nowUs };
  return ok(extendRestriction(state, decision));
}

/** Renews a suspension once: a third person, who took no part so far. */
export function decideRenewal(command: RenewSuspension, state: KnownCase): Decided {
  const { by, reasons, ladder, nowUs, termUs } = command;
  const { file } = state;
  const refused = firstOf<CaseRejection>([
    refusePerson(file, command, 'DECIDER'),
    participantsOf(file).has(by)
      ? { reason: 'ONE_PERSON_TWO_ROLES', held: 'DECIDER', wanted: 'DECIDER' }
      : null,
    refuseText('reasons', reasons),
    refuseTerm(termUs, ladder),
  ]);
  if (refused) return err(refused);
  if (state.status !== 'SUSPENDED' || state.ratifyByUs !== null) {
    return err({ reason: 'WRONG_STATUS', status: state.status });
  }
  const { endsAtUs } = state;
  if (nowUs >= endsAtUs) return err({ reason: 'SANCTION_OVER', endedAtUs: endsAtUs });
  const live = file.live.filter((each) => each.standing === 'SUSPENDED');
  if (live.some((each) => each.startsAtUs > state.startsAtUs || isRenewal(file, each.sanctionId))) {
    return err({ reason: 'ALREADY_EXTENDED' });
  }
  if (wasProlongedAt(file, endsAtUs)) return err({ reason: 'ALREADY_EXTENDED' });
  const measure = measureOf(file, state.sanctionId);
  const decision = { ...restated(file, measure, reasons), ...ALONE, decidedBy: by, ladder, nowUs };
  const to = { step: 'T04', startsAtUs: endsAtUs, endsAtUs: endsAtUs + termUs } as const;
  return ok(prolongSuspension(state, decision, to));
}

/** A ratified suspension prolongs the emergency one (T07); only what prolongs under T04 is a renewal. */
function isRenewal(file: CaseFile, sanctionId: string): boolean {
  const extendsOther = file.live.find((each) => each.sanctionId === sanctionId)?.extendsSanctionId;
  const { statement } = measureOf(file, sanctionId);
  return extendsOther !== '' && statement.step === 'T04';
}

/** The operator corrects its own mistake (T09): back to the standing before, and nothing of it counts. */
export function decideReversal(command: ReverseMeasure, state: KnownCase): Decided {
  const { by, sanctionId, reasons, massActionId, nowUs } = command;
  const { file } = state;
  const live = file.live.find((each) => each.sanctionId === sanctionId);
  if (!live) return err({ reason: 'SANCTION_NOT_LIVE' });
  const refused = firstOf<CaseRejection>([
    refuseReviewer(file, command),
    refuseText('reasons', reasons),
  ]);
  if (refused) return err(refused);
  const { caseId, subject, organisationId } = file;
  const gone = new Set([sanctionId, ...prolonging(file, sanctionId)]);
  const rest = file.live.filter((each) => !gone.has(each.sanctionId));
  const stands = file.measures.some((each) => !each.reversed && !gone.has(each.measureId));
  const standingAfter = rest.at(-1)?.standing ?? (stands ? 'WARNED' : 'ACTIVE');
  const said = say('REVERSED', { measure: sanctionId, subject: subject.id, reasons });
  const events: CaseEvent[] = [...gone].flatMap((id): CaseEvent[] => [
    {
      type: 'MeasureReversed',
      ...{ caseId, sanctionId: id, reversedBy: by, reasons, massActionId, atUs: nowUs },
    },
    endOf(state, { sanctionId: id }, { why: 'REVERSED', standingAfter, atUs: nowUs }),
  ]);
  return ok([
    ...events,
    ...(proposalRestsOn(file, [...gone]) ? lapseProposal(file, nowUs) : []),
    issueSaid({ caseId, noticeId: nextNoticeId(state, 1), organisationId, said, nowUs }),
  ]);
}

/** A roll-back is ordered for the whole action at once; else whoever corrects took no part before. */
function refuseReviewer(file: CaseFile, command: ReverseMeasure): CaseRejection | null {
  if (command.massActionId !== '') return null;
  const involved = participantsOf(file).has(command.by);
  return involved
    ? { reason: 'REVIEWER_INVOLVED' }
    : refusePerson(file, command, 'APPEAL_REVIEWER');
}

/** What prolongs begins when the other ends. One that was reversed counts as well: nobody repeats what an appeal took back. */
function wasProlongedAt(file: CaseFile, endsAtUs: number): boolean {
  return file.measures.some(({ statement }) => statement.startsAtUs === endsAtUs);
}

function prolonging(file: CaseFile, sanctionId: string): string[] {
  return file.live
    .filter((each) => each.extendsSanctionId === sanctionId)
    .map((each) => each.sanctionId);
}

function measureOf(file: CaseFile, measureId: string): Measure {
  const measure = file.measures.find((each) => each.measureId === measureId);
  return present(measure, 'a sanction is a measure');
}

/** The same facts, said again with the reasons why they need more time. */
function restated(file: CaseFile, { statement }: Measure, why: string) {
  const { ruleId, clause, facts, explanation, howToFix, whyNotNarrower, evidenceIds, legal } =
    statement;
  const reasons: MeasureReasons = {
    ...{ ruleId, clause, facts, howToFix, whyNotNarrower, evidenceIds },
    explanation: `${explanation} Why it is prolonged: ${why}`,
    legalGround: legal?.ground ?? '',
    ...(legal ? { legalExplanation: legal.explanation } : {}),
  };
  return { reasons, items: present(itemsOf(file, reasons), 'evidence stays in its case') };
}
