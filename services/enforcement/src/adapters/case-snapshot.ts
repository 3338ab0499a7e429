import type { SnapshotSchema } from '@hustings/event-log';
import type { CaseState } from '../domain/case/state.ts';
import { subjectOfPart } from './wire.ts';

/** A snapshot as it was written while only the machine acted: senders, warnings, restrictions. */
interface OldFile {
  evidence: { evidenceId: string; takenAtUs: number }[];
  measures: { measureId: string; statement: { measure: string; startsAtUs: number } }[];
  appeals: { measureId: string; outcome: string }[];
}

type OldState = { status: string; file?: OldFile; sanctionId?: string; endsAtUs?: number };

/** How the state of a case stands in its commits. */
export const caseSnapshot: SnapshotSchema<CaseState> = {
  schema: 'enforcement.CaseState.v2',
  upcasters: { 'enforcement.CaseState.v1': (data) => fromFirst(data as OldState) },
};

/** What the fields that were added mean for a case of which only the machine knew. */
function fromFirst(state: OldState): unknown {
  if (!state.file) return state;
  const { evidence, measures, appeals } = state.file;
  const upheld = appeals.filter((each) => each.outcome === 'UPHELD').map((each) => each.measureId);
  return {
    ...state,
    file: {
      ...state.file,
      ...{ openedBy: 'system', clause: '', whyNotNarrower: '', factsAfterUs: 0, strikes: [] },
      evidence: evidence.map((item) => ({
        ...item,
        ...{ evidenceClass: 'A', about: subjectOfPart(item.evidenceId), clause: '' },
        ...{ occurredAtUs: item.takenAtUs, copiesSanctionOf: '' },
      })),
      measures: measures.map((measure) => ({
        ...measure,
        statement: {
          ...measure.statement,
          step: measure.statement.measure === 'WARNED' ? 'T01' : 'T02',
          ...{ whyNotNarrower: '', parity: null, answerIds: [] },
        },
        ...{ approvedBy: [], proposalId: '', finished: false },
        reversed: upheld.includes(measure.measureId),
      })),
      appeals: appeals.map((appeal) => ({
        ...{ filedAtUs: 0, reasons: '', stay: 'NONE', stayDecideByUs: 0, stayDecidedBy: '' },
        ...{ onBehalfOf: '', heardLate: false, ...appeal },
      })),
      ...{ reviews: [], proposals: [], answers: [], live: liveOf(state, measures) },
      banClock: { stoppedForUs: 0, stoppedSinceUs: null },
    },
  };
}

function liveOf({ status, sanctionId, endsAtUs }: OldState, measures: OldFile['measures']) {
  if (status !== 'RESTRICTED') return [];
  const measure = measures.find((each) => each.measureId === sanctionId);
  const startsAtUs = measure?.statement.startsAtUs ?? 0;
  return [
    {
      ...{ sanctionId, standing: 'RESTRICTED', startsAtUs, endsAtUs },
      ...{ extendsSanctionId: '', ratifyByUs: null, bansAtUs: null },
    },
  ];
}
