import {
  MeasureAnnulled,
  MeasureReversed,
  SanctionImposed,
  Standing,
  Warned,
} from '@hustings/contracts/enforcement';
import type { CaseRecord, StoredEvent } from './case-record.ts';
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

/** Notes what a commit imposes and takes back, after its faults were looked for. */
export function noteMeasure(record: CaseRecord, event: StoredEvent): void {
  noteImposed(record, event);
  const reversed = record.measures.get(reversedBy(record, event) ?? '');
  if (reversed) reversed.isReversed = true;
}

function noteImposed({ measures }: CaseRecord, { eventType, data }: StoredEvent): void {
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
function reversedBy(record: CaseRecord, event: StoredEvent): string | null {
  switch (event.eventType) {
    case 'enforcement.MeasureReversed.v1':
      return MeasureReversed.decode(event.data).sanctionId;
    case 'enforcement.MeasureAnnulled.v1':
      return MeasureAnnulled.decode(event.data).sanctionId;
    default:
      return record.appeals.get(reversedAppeal(event) ?? '')?.measureId ?? null;
  }
}
