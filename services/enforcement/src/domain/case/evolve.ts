import { assert } from '@hustings/kernel';
import { evolveAppeal, isAppealEvent } from './appeal/evolve.ts';
import type { CaseEvent, CaseOpened, SanctionEnded, SanctionImposed, Warned } from './events.ts';
import { evolveProcess } from './evolve-process.ts';
import {
  type CaseFile,
  type CaseState,
  type KnownCase,
  type Measure,
  openAppeal,
} from './state.ts';
import { statusOf } from './status-of.ts';

/** The state after an event. */
export function evolveCase(state: CaseState, event: CaseEvent): CaseState {
  if (event.type === 'CaseOpened') return openCase(state, event);
  assert(state.status !== 'NONE', `${event.type} before CaseOpened`);
  if (isAppealEvent(event)) return evolveAppeal(state, event);
  switch (event.type) {
    case 'EvidenceAdded':
      return withFile(state, { evidence: [...state.file.evidence, event.evidence] });
    case 'NoticeIssued': {
      const { noticeId, text, said, atUs } = event;
      const kept = said ? { text, said } : { text };
      const notice = { noticeId, ...kept, issuedAtUs: atUs, deliveredAtUs: null };
      return withFile(state, { notices: [...state.file.notices, notice] });
    }
    case 'NoticeDelivered':
      return withFile(state, {
        notices: state.file.notices.map((notice) =>
          notice.noticeId === event.noticeId ? { ...notice, deliveredAtUs: event.atUs } : notice,
        ),
      });
    case 'WarningDelivered':
      // Follows from the delivery; it stands in the log for those who know no cases.
      return state;
    case 'Warned':
      return warn(state, event);
    case 'SanctionImposed':
      return impose(state, event);
    case 'SanctionEnded':
      return endSanction(state, event);
    case 'CaseClosed':
      return { status: 'CLOSED', file: state.file, closedAtUs: event.atUs };
    default:
      return evolveProcess(state, event);
  }
}

function openCase(state: CaseState, event: CaseOpened): CaseState {
  assert(state.status === 'NONE', 'a case opens once');
  const { caseId, subject, organisationId, openedBy, clause } = event;
  const { whyNotNarrower, factsAfterUs, strikes } = event;
  const file: CaseFile = {
    ...{ caseId, subject, organisationId, openedBy, clause },
    ...{ whyNotNarrower, factsAfterUs, strikes },
    evidence: [],
    reviews: [],
    notices: [],
    measures: [],
    live: [],
    proposals: [],
    answers: [],
    appeals: [],
    banClock: { stoppedForUs: 0, stoppedSinceUs: null },
  };
  return { status: 'OPENED', file };
}

function warn(state: KnownCase, { noticeId, statement, decidedBy }: Warned): CaseState {
  const measure = measureOf({ measureId: noticeId, noticeId, statement, decidedBy });
  const file = { ...state.file, measures: [...state.file.measures, measure] };
  return { status: 'WARNED', file, sinceUs: statement.startsAtUs };
}

function impose(state: KnownCase, event: SanctionImposed): CaseState {
  const { sanctionId, noticeId, statement, decidedBy, approvedBy, proposalId } = event;
  const { file } = state;
  const measure: Measure = {
    ...measureOf({ measureId: sanctionId, noticeId, statement, decidedBy }),
    ...{ approvedBy, proposalId },
  };
  const live = {
    ...{ sanctionId, standing: event.standing, extendsSanctionId: event.extendsSanctionId },
    ...{ startsAtUs: event.startsAtUs, endsAtUs: event.endsAtUs },
    ratifyByUs: event.standing === 'SUSPENDED' ? (event.emergency?.ratifyByUs ?? null) : null,
    bansAtUs: event.standing === 'BAN_NOTICE' ? event.bansAtUs : null,
  };
  const since = event.standing === 'BAN_NOTICE' && openAppeal(file) ? event.startsAtUs : null;
  return statusOf(
    {
      ...file,
      measures: [...file.measures, measure],
      live: [...file.live, live],
      banClock: since === null ? file.banClock : { ...file.banClock, stoppedSinceUs: since },
    },
    event.startsAtUs,
  );
}

function endSanction(state: KnownCase, event: SanctionEnded): CaseState {
  const { file } = state;
  const ended = file.live.find((each) => each.sanctionId === event.sanctionId);
  const finishedIds =
    event.why === 'EXPIRED' && ended?.standing === 'SUSPENDED'
      ? [event.sanctionId, ended.extendsSanctionId]
      : [];
  return statusOf(
    {
      ...file,
      live: file.live.filter((each) => each.sanctionId !== event.sanctionId),
      measures: file.measures.map((measure) =>
        finishedIds.includes(measure.measureId) ? { ...measure, finished: true } : measure,
      ),
    },
    event.atUs,
  );
}

function measureOf(
  measure: Pick<Measure, 'measureId' | 'noticeId' | 'statement' | 'decidedBy'>,
): Measure {
  return { ...measure, approvedBy: [], proposalId: '', finished: false, reversed: false };
}

/** The same state with parts of its file changed. */
function withFile<State extends KnownCase>(state: State, change: Partial<CaseFile>): State {
  return { ...state, file: { ...state.file, ...change } };
}
