import { err, ok, type Result } from '@hustings/kernel';
import { say } from '../notice/said.ts';
import type { ImposeBan } from './case-orders.ts';
import type { CaseRejection, DeliverNotice, EndSanction, LapseWarning } from './commands.ts';
import { endOf, gravest } from './end-sanction.ts';
import type { CaseEvent, WarningDelivered } from './events.ts';
import { fallBack } from './fall-back.ts';
import { partIdOf } from './ids.ts';
import { imposeBan } from './impose.ts';
import { bansAtUs, deemedAtUs, lapsesAtUs, toUs } from './ladder.ts';
import type { ProposalKind } from './process.ts';
import { type KnownCase, type LiveSanction, openAppeal, openProposal } from './state.ts';
import type { Standing } from './steps.ts';
import { issueSaid } from './take-measure.ts';

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
  const { handedOut } = command;
  const delivered = { caseId, noticeId, how, atUs: nowUs, ...(handedOut ? { handedOut } : {}) };
  return ok([{ type: 'NoticeDelivered', ...delivered }, ...warningDelivered(command, state)]);
}

function warningDelivered(command: DeliverNotice, { file }: KnownCase): WarningDelivered[] {
  const { noticeId, ladder, nowUs } = command;
  const measure = file.measures.find((item) => item.noticeId === noticeId);
  if (measure?.statement.measure !== 'WARNED') return [];
  const { caseId, subject, organisationId } = file;
  const countsFromUs = nowUs + toUs(ladder.minGapAfterDeliveryMs);
  return [{ type: 'WarningDelivered', caseId, noticeId, subject, organisationId, countsFromUs }];
}

/** Records that a sanction reached its end, and says so to the organisation when nothing else is imposed on it. */
export function decideExpiry(command: EndSanction, state: KnownCase): Decided {
  const { sanctionId, nowUs } = command;
  const { live, proposals } = state.file;
  const ending = live.find((each) => each.sanctionId === sanctionId);
  if (!ending || ending.endsAtUs === null) return err({ reason: 'SANCTION_NOT_LIVE' });
  const { endsAtUs } = ending;
  if (nowUs < endsAtUs) return err({ reason: 'SANCTION_NOT_OVER', endsAtUs });
  const rest = live.filter((each) => each !== ending);
  const lapsed = lapse(state, rest, nowUs);
  if (ending.ratifyByUs !== null) {
    const ratification = proposals.find(
      ({ kind, outcome }) => kind === 'RATIFY' && outcome === 'OPEN',
    );
    return ok([
      ...fallBack({ state, ending, rest, ratification, outcome: 'LAPSED', command }),
      ...lapsed,
    ]);
  }
  const standingAfter = gravest(rest);
  const ended = endOf(state, ending, { why: 'EXPIRED', standingAfter, atUs: nowUs });
  return ok([ended, ...(rest.length === 0 ? [sayEnd(state, ending, nowUs)] : []), ...lapsed]);
}

/** What a proposal builds on. A return and a ratification have clocks of their own. */
const BASES: Readonly<Record<ProposalKind, Standing | null>> = {
  SUSPEND: 'RESTRICTED',
  BAN_NOTICE: 'SUSPENDED',
  READMIT: null,
  RATIFY: null,
};

/** A proposal builds on what stands: when that ends undecided, silence favours the sender (T03). */
function lapse(state: KnownCase, rest: readonly LiveSanction[], atUs: number): CaseEvent[] {
  const proposal = openProposal(state.file);
  const base = proposal && BASES[proposal.kind];
  if (!base || rest.some((each) => each.standing === base)) return [];
  const { proposalId } = proposal;
  const { caseId } = state.file;
  return [
    { type: 'ProposalClosed', caseId, proposalId, outcome: 'LAPSED', massActionId: '', atUs },
  ];
}

function sayEnd({ file }: KnownCase, ending: LiveSanction, nowUs: number): CaseEvent {
  const { caseId, subject, organisationId, notices } = file;
  const template = ending.standing === 'SUSPENDED' ? 'ENDED_SUSPENDED' : 'ENDED_RESTRICTED';
  const said = say(template, { subject: subject.id }, { at: ending.endsAtUs ?? nowUs });
  const noticeId = partIdOf('ntc', caseId, notices.length + 1);
  return issueSaid({ caseId, noticeId, organisationId, said, nowUs });
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

/** The ban follows its notice when the time has come and no appeal is open (T06). */
export function decideBan(command: ImposeBan, state: KnownCase): Decided {
  if (state.status !== 'BAN_NOTICE') return err({ reason: 'WRONG_STATUS', status: state.status });
  const appeal = openAppeal(state.file);
  if (appeal) return err({ reason: 'APPEAL_OPEN', appealId: appeal.appealId });
  const dueAtUs = bansAtUs(state);
  if (dueAtUs === null || command.nowUs < dueAtUs) {
    return err({ reason: 'BAN_NOT_DUE', dueAtUs: dueAtUs ?? state.bansAtUs });
  }
  return ok(imposeBan(state, command));
}
