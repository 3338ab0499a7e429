import {
  MeasureAnnulled,
  MeasureReversed,
  SanctionImposed,
  Standing,
  Warned,
} from '@hustings/contracts/enforcement';
import type { CaseRecord } from './case-record.ts';
import { reversedAppeal } from './check-appeals.ts';

/** What the log says of one measure. */
export interface MeasureRecord {
  measure: Standing;
  noticeId: string;
  evidenceIds: readonly string[];
  /** Id of the sanction that it prolongs; '' = none. */
  prolongs: string;
  /** For the notice of a ban: when it may follow, microseconds since the Unix epoch; else 0. */
  bansAtUs: number;
  isOver: boolean;
  /** An appeal, a mass action or a takeover took it back. */
  isReversed: boolean;
}

interface Event {
  eventType: string;
  data: Uint8Array;
}

/** A measure that is being imposed. */
export interface Imposing {
  measure: Standing;
  evidenceIds: readonly string[];
  /** Id of the sanction that it prolongs; '' = none. */
  prolongs: string;
  /** The restriction that is left of an emergency suspension which nobody ratified. */
  isLeft: boolean;
}

export function imposingOfWarning({ statement }: Warned): Imposing {
  const evidenceIds = statement?.evidenceIds ?? [];
  return { measure: Standing.STANDING_WARNED, evidenceIds, prolongs: '', isLeft: false };
}

/** Null for a ban: it rests on what its notice rested on. */
export function imposingOf(sanction: SanctionImposed): Imposing | null {
  const { standing: measure, step, statement, extendsSanctionId: prolongs } = sanction;
  if (measure === Standing.STANDING_BANNED) return null;
  const isLeft = measure === Standing.STANDING_RESTRICTED && step === 'T07';
  return { measure, evidenceIds: statement?.evidenceIds ?? [], prolongs, isLeft };
}

/** Notes what a commit imposes and takes back, after its faults were looked for. */
export function noteMeasure(record: CaseRecord, event: Event): void {
  noteImposed(record, event);
  const reversed = record.measures.get(reversedBy(record, event) ?? '');
  if (reversed) reversed.isReversed = true;
}

/**
 * The same facts count once for each kind of measure, and never again once a measure on them was taken back. What prolongs a
 * measure, or is left of it, rests on the facts of that one.
 */
export function faultsOfFacts(
  { measures }: CaseRecord,
  { measure, evidenceIds, prolongs, isLeft }: Imposing,
): string[] {
  if (prolongs !== '') {
    return measures.has(prolongs) ? [] : ['prolongs a measure that is not in the case'];
  }
  if (isLeft) {
    const suspended = [...measures.values()].some(
      (earlier) => earlier.measure === Standing.STANDING_SUSPENDED && !earlier.isReversed,
    );
    return suspended ? [] : ['is what is left of no suspension'];
  }
  const spent = [...measures.values()]
    .filter((earlier) => earlier.isReversed || earlier.measure === measure)
    .flatMap((earlier) => earlier.evidenceIds);
  const again = evidenceIds.some((id) => spent.includes(id));
  return again ? ['rests on facts that were counted before'] : [];
}

function noteImposed({ measures }: CaseRecord, { eventType, data }: Event): void {
  if (eventType === 'enforcement.Warned.v1') {
    const { noticeId, statement } = Warned.decode(data);
    const measure = Standing.STANDING_WARNED;
    const evidenceIds = statement?.evidenceIds ?? [];
    const alone = { prolongs: '', bansAtUs: 0, isOver: false, isReversed: false };
    measures.set(noticeId, { measure, noticeId, evidenceIds, ...alone });
  }
  if (eventType === 'enforcement.SanctionImposed.v1') {
    const imposed = SanctionImposed.decode(data);
    const { sanctionId, standing, noticeId, statement, extendsSanctionId } = imposed;
    measures.set(sanctionId, {
      ...{ measure: standing, noticeId, evidenceIds: statement?.evidenceIds ?? [] },
      ...{ prolongs: extendsSanctionId, bansAtUs: Number(imposed.bansAtUs) },
      ...{ isOver: false, isReversed: false },
    });
  }
}

/** Id of the measure that an event takes back; null for other events. */
function reversedBy(record: CaseRecord, event: Event): string | null {
  switch (event.eventType) {
    case 'enforcement.MeasureReversed.v1':
      return MeasureReversed.decode(event.data).sanctionId;
    case 'enforcement.MeasureAnnulled.v1':
      return MeasureAnnulled.decode(event.data).sanctionId;
    default:
      return record.appeals.get(reversedAppeal(event) ?? '')?.measureId ?? null;
  }
}
