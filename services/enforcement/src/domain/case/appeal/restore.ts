import { lapseProposal, proposalRestsOn } from '../close-proposal.ts';
import { endOf, gravest } from '../end-sanction.ts';
import type { CaseEvent, SanctionEnded } from '../events.ts';
import type { CaseFile, KnownCase, LiveSanction } from '../state.ts';
import type { Appeal } from './state.ts';

/** Measures that are taken back, why, and by whom. */
export interface Reversal {
  measureIds: readonly string[];
  why: SanctionEnded['why'];
  /** Who reversed them; 'clock' for a missed deadline. */
  by: string;
  reasons: string;
  /** One sentence, for the closing of the case. */
  closing: string;
  nowUs: number;
}

/**
 * Brings the subject back to where it stood before the reversed measures: they end, what was built on them falls with them and
 * counts as little, and a case in which nothing is left closes. An emergency suspension rests on itself.
 */
export function restore(state: KnownCase, reversal: Reversal): CaseEvent[] {
  const { file } = state;
  const { measureIds, why, by, reasons, nowUs } = reversal;
  const { caseId } = file;
  const fallen = fallenWith(file, measureIds);
  const gone = new Set([...measureIds, ...fallen]);
  const ended = file.live.filter(({ sanctionId }) => gone.has(sanctionId));
  const rest = file.live.filter(({ sanctionId }) => !gone.has(sanctionId));
  const stands = file.measures.some((each) => !each.reversed && !gone.has(each.measureId));
  const standingAfter = rest.length > 0 ? gravest(rest) : stands ? 'WARNED' : 'ACTIVE';
  return [
    ...fallen.map(
      (sanctionId): CaseEvent => ({
        type: 'MeasureReversed',
        ...{ caseId, sanctionId, reversedBy: by, reasons, massActionId: '', atUs: nowUs },
      }),
    ),
    ...(ended.length > 0 || proposalRestsOn(file, [...gone]) ? lapseProposal(file, nowUs) : []),
    ...ended.map((live) => endOf(state, live, { why, standingAfter, atUs: nowUs })),
    ...(stands || state.status === 'CLOSED'
      ? []
      : [{ type: 'CaseClosed', caseId, reason: reversal.closing, atUs: nowUs } as const]),
  ];
}

/** The end of a stay that runs, if one does. */
export function endStay(
  file: CaseFile,
  appeal: Appeal,
  { why, nowUs }: { why: 'WITHDRAWN' | 'DISMISSED' | 'EXPIRED'; nowUs: number },
): CaseEvent[] {
  if (appeal.stay !== 'GRANTED') return [];
  const { caseId, subject, organisationId } = file;
  const sanctionId = appeal.measureId;
  return [{ type: 'StayEnded', caseId, sanctionId, subject, organisationId, why, atUs: nowUs }];
}

/** Sanctions that were imposed after a reversed measure, or prolong it. */
function fallenWith(file: CaseFile, measureIds: readonly string[]): string[] {
  const first = file.measures.findIndex(({ measureId }) => measureIds.includes(measureId));
  return file.measures
    .filter(({ measureId, statement, reversed }, index) => {
      if (reversed || measureIds.includes(measureId)) return false;
      const live = file.live.find(({ sanctionId }) => sanctionId === measureId);
      if (!live) return false;
      return prolongs(live, measureIds) || (index > first && statement.step !== 'T07');
    })
    .map(({ measureId }) => measureId);
}

function prolongs({ extendsSanctionId }: LiveSanction, measureIds: readonly string[]): boolean {
  return extendsSanctionId !== '' && measureIds.includes(extendsSanctionId);
}
