import {
  type ImportOptOutsRequest,
  type ImportOptOutsResponse,
  type ImportOutcome,
  ImportResult,
  type ImportRow,
  Scope,
  Source,
} from '@hustings/contracts/optout';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { canonicalAddress } from '../../app/canonical-address.ts';
import type { ImportParts, RowOutcome, UsableRow } from '../../app/import/import-batch.ts';
import { importOptOuts } from '../../app/import/import-opt-outs.ts';
import { actorOf, actsForAnybody, callerKindOf, checkSource, organisationOf } from '../caller.ts';
import { readId } from '../check-request.ts';
import { withBarrierFailure } from '../failures.ts';

/** Rows of one call: two batches of the log, and well within the time that a caller waits. */
const MAX_ROWS = 1_000;

const RESULTS: Record<RowOutcome['result'], ImportResult> = {
  RECORDED: ImportResult.IMPORT_RESULT_RECORDED,
  ALREADY: ImportResult.IMPORT_RESULT_ALREADY,
  HELD: ImportResult.IMPORT_RESULT_HELD,
  REFUSED: ImportResult.IMPORT_RESULT_INVALID,
};

type ReadRow = FaultyRow | ({ line: bigint } & UsableRow);

interface FaultyRow {
  line: bigint;
  fault: string;
}

/** ImportOptOuts: rows of a list, each with an outcome of its own. */
export async function answerImport(
  parts: ImportParts,
  request: ImportOptOutsRequest,
  principal: Principal,
): Promise<ImportOptOutsResponse> {
  const batch = readBatch(request, principal);
  if (request.rows.length > MAX_ROWS) {
    throw invalid('TOO_MANY_ROWS', 'rows', `must be at most ${MAX_ROWS} in one call`);
  }
  const nowUs = parts.ledger.clock.nowUs();
  const read = request.rows.map((row) => readRow(row, nowUs));
  const rows = read.flatMap((row) => (isFaulty(row) ? [] : [row]));
  const done = await withBarrierFailure(importOptOuts(parts, { ...batch, rows }));
  const left = done.outcomes.values();
  const outcomes = read.map((row): ImportOutcome => {
    const { line } = row;
    if (isFaulty(row)) return invalidRow(line, row.fault);
    const { result, reason, seq } = left.next().value ?? LOST;
    return { line, result: RESULTS[result], reason: upperSnake(reason), seq: BigInt(seq) };
  });
  return {
    outcomes,
    rowsLeft: done.rowsLeft === null ? undefined : BigInt(done.rowsLeft),
    policyVersion: parts.policies.at(parts.ledger.clock.nowUs()).version,
  };
}

function isFaulty(row: ReadRow): row is FaultyRow {
  return 'fault' in row;
}

/** There is an outcome for each usable row. */
const LOST: RowOutcome = { result: 'REFUSED', reason: 'NO_OUTCOME', seq: 0 };

function readBatch(request: ImportOptOutsRequest, principal: Principal) {
  const kind = callerKindOf(principal);
  if (kind === 'tool' || kind === 'other') {
    throw RpcFailure.denied(
      'ROLE_MISSING',
      'use a credential of the organisation’s administrator, of staff or of a service',
    );
  }
  checkSource(kind, Source.SOURCE_IMPORT);
  const { scope, dryRun } = request;
  const isNarrow = scope === Scope.SCOPE_SENDER || scope === Scope.SCOPE_CAMPAIGN;
  if (scope === Scope.SCOPE_UNSPECIFIED || scope === Scope.UNRECOGNIZED) {
    throw invalid('SCOPE_MISSING', 'scope', 'must say how far the opt-outs reach');
  }
  if (isNarrow !== (request.scopeId !== '')) {
    throw invalid('SCOPE_ID_MISMATCH', 'scope_id', 'belongs to a sender or campaign scope');
  }
  const isWide = scope === Scope.SCOPE_ALL_POLITICAL;
  if (isWide && !actsForAnybody(kind)) {
    throw RpcFailure.denied(
      'SCOPE_NOT_ALLOWED',
      'only the recipient can opt out from all political senders',
    );
  }
  return {
    importId: readId('import_id', request.importId),
    organisationId: isWide ? '' : organisationOf(principal, request.organisationId),
    scope,
    scopeId: isNarrow ? readId('scope_id', request.scopeId) : '',
    dryRun,
    requester: actorOf(principal),
    kind,
  };
}

function readRow({ line, address, requestedAt }: ImportRow, nowUs: bigint): ReadRow {
  const canonical = canonicalAddress(address);
  if (!canonical.ok) return { line, fault: canonical.error };
  const requestedAtUs = requestedAt === undefined ? nowUs : usFromTimestamp(requestedAt);
  if (requestedAtUs > nowUs) return { line, fault: 'DATE_IN_FUTURE' };
  if (requestedAtUs < 0n) return { line, fault: 'DATE_IMPOSSIBLE' };
  return { line, address: canonical.value, requestedAtUs };
}

function invalidRow(line: bigint, reason: string): ImportOutcome {
  return { line, result: ImportResult.IMPORT_RESULT_INVALID, reason, seq: 0n };
}

function upperSnake(reason: string): string {
  return reason.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase();
}

function invalid(reason: string, field: string, description: string): RpcFailure {
  return RpcFailure.invalid(reason, `${field} ${description}`, [{ field, description }]);
}
