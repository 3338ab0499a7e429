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
  evidenceIds: readonly string[];
  /** An appeal, a mass action or a takeover took it back. */
  isReversed: boolean;
}

/** A measure that is being imposed. */
export interface Imposing {
  measure: Standing;
  evidenceIds: readonly string[];
  /** Id of the sanction that it prolongs; '' = none. */
  prolongs: string;
}

/** Notes what a commit imposes and takes back, after its faults were looked for. */
export function noteMeasure(record: CaseRecord, event: { eventType: string; data: Uint8Array }) {
  const imposed = imposedBy(event);
  if (imposed !== null) {
    const { measureId, measure, statement } = imposed;
    const evidenceIds = statement?.evidenceIds ?? [];
    record.measures.set(measureId, { measure, evidenceIds, isReversed: false });
  }
  const reversed = record.measures.get(reversedBy(record, event) ?? '');
  if (reversed) reversed.isReversed = true;
}

/**
 * The same facts count once for each kind of measure, and never again once a measure on them was taken back. What prolongs a
 * measure rests on the facts of that one.
 */
export function faultsOfFacts(
  { measures }: CaseRecord,
  { measure, evidenceIds, prolongs }: Imposing,
): string[] {
  if (prolongs !== '') {
    return measures.has(prolongs) ? [] : ['prolongs a measure that is not in the case'];
  }
  const spent = [...measures.values()]
    .filter((earlier) => earlier.isReversed || earlier.measure === measure)
    .flatMap((earlier) => earlier.evidenceIds);
  const again = evidenceIds.some((id) => spent.includes(id));
  return again ? ['rests on facts that were counted before'] : [];
}

function imposedBy({ eventType, data }: { eventType: string; data: Uint8Array }) {
  if (eventType === 'enforcement.Warned.v1') {
    const { noticeId, statement } = Warned.decode(data);
    return { measureId: noticeId, measure: Standing.STANDING_WARNED, statement };
  }
  if (eventType === 'enforcement.SanctionImposed.v1') {
    const { sanctionId, standing, statement } = SanctionImposed.decode(data);
    return { measureId: sanctionId, measure: standing, statement };
  }
  return null;
}

/** Id of the measure that an event takes back; null for other events. */
function reversedBy(
  record: CaseRecord,
  event: { eventType: string; data: Uint8Array },
): string | null {
  switch (event.eventType) {
    case 'enforcement.MeasureReversed.v1':
      return MeasureReversed.decode(event.data).sanctionId;
    case 'enforcement.MeasureAnnulled.v1':
      return MeasureAnnulled.decode(event.data).sanctionId;
    default:
      return record.appeals.get(reversedAppeal(event) ?? '')?.measureId ?? null;
  }
}
