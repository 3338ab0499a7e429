import type { Actor } from '@hustings/contracts/log';
import { mapStatement } from '../domain/dsa/map-statement.ts';
import type { TdbRecord } from '../domain/dsa/record.ts';
import { type Means, metaOf, nowUs } from './orders.ts';

/** One batch of the database; one bad record makes it refuse all of them. */
const MAX_RECORDS = 100;

/** Exports are about nobody in particular. */
const EXPORT_PARTITION = '0';

export interface ExportRequest {
  /** Decided from here on, microseconds since the Unix epoch. */
  sinceUs: number;
  /** Decided before. */
  untilUs: number;
  record: boolean;
  exportedBy: string;
  actor: Actor;
}

export interface StatementExport {
  records: TdbRecord[];
  leftOut: string[];
  /** '' for a trial. */
  exportId: string;
  more: boolean;
  lastDecidedAtUs: number | null;
}

/** Statements of a span in the schema of the public database, the oldest first, at most one batch. */
export async function exportStatements(
  means: Means,
  request: ExportRequest,
): Promise<StatementExport> {
  await means.views.current();
  const { sinceUs, untilUs } = request;
  const measures = means.views
    .allCases()
    .flatMap(({ state: { file } }) => file.measures.map((measure) => ({ file, measure })))
    .map((each) => ({ ...each, atUs: each.measure.statement.startsAtUs }))
    .filter(({ atUs }) => atUs >= sinceUs && atUs < untilUs)
    .sort((a, b) => a.atUs - b.atUs || a.measure.measureId.localeCompare(b.measure.measureId));
  const result: StatementExport = {
    ...{ records: [], leftOut: [], exportId: '', more: false, lastDecidedAtUs: null },
  };
  const measureIds: string[] = [];
  for (const { file, measure, atUs } of measures) {
    if (result.records.length >= MAX_RECORDS) {
      result.more = true;
      break;
    }
    const country = means.views.organisation(file.organisationId)?.country ?? '';
    const mapped = mapStatement(file, measure, country);
    const known = means.views.exportsOf(measure.measureId);
    if (known.length > 0 && 'record' in mapped && request.record) {
      // An id is never used twice there.
      result.leftOut.push(`${measure.measureId}: exported before`);
    } else if ('record' in mapped) {
      result.records.push(mapped.record);
      measureIds.push(measure.measureId);
    } else {
      result.leftOut.push(`${measure.measureId}: ${mapped.leftOut}`);
    }
    result.lastDecidedAtUs = atUs;
  }
  if (request.record && measureIds.length > 0) {
    result.exportId = await recordExport(means, request, {
      puids: result.records.map(({ puid }) => puid),
      measureIds,
    });
  }
  return result;
}

async function recordExport(
  means: Means,
  { exportedBy, actor }: ExportRequest,
  parts: { puids: string[]; measureIds: string[] },
): Promise<string> {
  const exportId = means.ids.prefixed('exp');
  await means.stores.exports.execute(
    { id: exportId, partition: EXPORT_PARTITION, organisationId: '' },
    { type: 'RecordExport', exportId, ...parts, exportedBy, atUs: nowUs(means) },
    metaOf(means, actor),
  );
  return exportId;
}
