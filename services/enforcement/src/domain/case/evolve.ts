import { assert, unreachable } from '@hustings/kernel';
import type { CaseEvent, CaseOpened, SanctionEnded } from './events.ts';
import type { Appeal, CaseFile, CaseState, KnownCase, Measure } from './state.ts';
import { SYSTEM } from './take-measure.ts';

/** The state after an event. */
export function evolveCase(state: CaseState, event: CaseEvent): CaseState {
  if (event.type === 'CaseOpened') return openCase(state, event);
  assert(state.status !== 'NONE', `${event.type} before CaseOpened`);
  switch (event.type) {
    case 'EvidenceAdded':
      return withFile(state, { evidence: [...state.file.evidence, event.evidence] });
    case 'NoticeIssued': {
      const { noticeId, text, atUs } = event;
      const notice = { noticeId, text, issuedAtUs: atUs, deliveredAtUs: null };
      return withFile(state, { notices: [...state.file.notices, notice] });
    }
    case 'NoticeDelivered':
      return withFile(state, {
        notices: state.file.notices.map((notice) =>
          notice.noticeId === event.noticeId ? { ...notice, deliveredAtUs: event.atUs } : notice,
        ),
      });
    case 'Warned': {
      const { noticeId, statement } = event;
      const file = addMeasure(state.file, {
        ...{ measureId: noticeId, noticeId, statement, decidedBy: SYSTEM },
      });
      return { status: 'WARNED', file, sinceUs: statement.startsAtUs };
    }
    case 'SanctionImposed': {
      const { sanctionId, noticeId, statement, decidedBy, endsAtUs } = event;
      const file = addMeasure(state.file, {
        measureId: sanctionId,
        noticeId,
        statement,
        decidedBy,
      });
      return { status: 'RESTRICTED', file, sanctionId, endsAtUs };
    }
    case 'SanctionEnded':
      return endSanction(state, event);
    case 'AppealFiled': {
      const { appealId, measureId, filedBy, decideByUs } = event;
      const appeal: Appeal = {
        ...{ appealId, measureId, filedBy, decideByUs },
        ...{ outcome: 'OPEN', reviewer: '' },
      };
      return withFile(state, { appeals: [...state.file.appeals, appeal] });
    }
    case 'AppealUpheld':
      return withFile(state, { appeals: decideIn(state.file, event, 'UPHELD') });
    case 'AppealDismissed':
      return withFile(state, { appeals: decideIn(state.file, event, 'DISMISSED') });
    case 'CaseClosed':
      return { status: 'CLOSED', file: state.file, closedAtUs: event.atUs };
    default:
      return unreachable(event);
  }
}

function openCase(state: CaseState, event: CaseOpened): CaseState {
  assert(state.status === 'NONE', 'a case opens once');
  const { caseId, subject, organisationId } = event;
  const file = {
    caseId,
    subject,
    organisationId,
    evidence: [],
    notices: [],
    measures: [],
    appeals: [],
  };
  return { status: 'OPENED', file };
}

/** An expired restriction leaves the warning; an overturned one is followed by the closing of the case. */
function endSanction(state: KnownCase, event: SanctionEnded): CaseState {
  return { status: 'WARNED', file: state.file, sinceUs: event.atUs };
}

function addMeasure(file: CaseFile, measure: Measure): CaseFile {
  return { ...file, measures: [...file.measures, measure] };
}

function decideIn(
  file: CaseFile,
  decided: { appealId: string; reviewer: string },
  outcome: Appeal['outcome'],
): Appeal[] {
  return file.appeals.map((appeal) =>
    appeal.appealId === decided.appealId
      ? { ...appeal, outcome, reviewer: decided.reviewer }
      : appeal,
  );
}

function withFile(state: KnownCase, change: Partial<CaseFile>): CaseState {
  return { ...state, file: { ...state.file, ...change } };
}
