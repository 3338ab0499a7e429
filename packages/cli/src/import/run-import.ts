import type { Scope } from '@hustings/contracts/optout';
import {
  type ImportOutcome,
  ImportResult,
  type ImportServiceDefinition,
} from '@hustings/contracts/optout';
import type { Result } from '@hustings/kernel';
import type { RpcClient } from '@hustings/service-kit';
import type { RowFault } from '../send/recipients.ts';
import type { ImportedRow } from './import-tally.ts';
import type { OptOutRow } from './opt-out-rows.ts';

/** Rows of one call: the ledger appends so many together. */
const BATCH = 500;
/** Calls under way: the next batch is read and checked while the log takes one. */
const CALLS_AT_ONCE = 3;

export interface ImportRun {
  client: RpcClient<typeof ImportServiceDefinition>;
  rows: AsyncIterable<Result<OptOutRow, RowFault>>;
  order: {
    importId: string;
    organisationId: string;
    scope: Scope;
    scopeId: string;
    dryRun: boolean;
  };
  /** Rows up to this line were dealt with before. */
  afterLine: number;
  signal: AbortSignal;
  onRow(row: ImportedRow): void;
  /** Every row up to this line was answered: a run that was cut off may go on from there. */
  onAnswered(throughLine: number): void;
}

const RESULTS: Partial<Record<ImportResult, ImportedRow['result']>> = {
  [ImportResult.IMPORT_RESULT_RECORDED]: 'recorded',
  [ImportResult.IMPORT_RESULT_ALREADY]: 'already',
  [ImportResult.IMPORT_RESULT_HELD]: 'held',
};

/**
 * Sends a list to the ledger in batches, some at a time, with bounded memory. Repeating what was answered is harmless.
 */
export async function runImport(run: ImportRun): Promise<void> {
  let batch: OptOutRow[] = [];
  const calls: { answered: Promise<void>; lastLine: number }[] = [];
  // In the order of the file: what comes after a call that failed may not count as dealt with.
  const finishFirst = async (): Promise<void> => {
    const call = calls.shift();
    await call?.answered;
    if (call !== undefined) run.onAnswered(call.lastLine);
  };
  const send = async (): Promise<void> => {
    const rows = batch;
    batch = [];
    if (rows.length === 0) return;
    const lastLine = Number(rows.at(-1)?.line ?? 0n);
    const answered = run.client.importOptOuts({ ...run.order, rows }).then(({ outcomes }) => {
      for (const outcome of outcomes) run.onRow(toRow(outcome));
    });
    // Its failure is met when its turn comes; until then it must not count as unhandled.
    answered.catch(() => undefined);
    calls.push({ answered, lastLine });
    if (calls.length >= CALLS_AT_ONCE) await finishFirst();
  };
  for await (const row of run.rows) {
    if (run.signal.aborted) break;
    if (row.ok) {
      if (row.value.line <= run.afterLine) continue;
      if (batch.push(row.value) >= BATCH) await send();
    } else if (row.error.line > run.afterLine) {
      run.onRow({ ...row.error, result: 'invalid' });
    }
  }
  if (!run.signal.aborted) await send();
  while (calls.length > 0) await finishFirst();
}

function toRow({ line, result, reason, seq }: ImportOutcome): ImportedRow {
  return {
    line: Number(line),
    result: RESULTS[result] ?? 'invalid',
    reason,
    ...(seq === 0n ? {} : { seq: Number(seq) }),
  };
}
