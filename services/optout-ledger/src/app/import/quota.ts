import { Scope } from '@hustings/contracts/optout';
import { rowsLeft } from '../../domain/import/requester.ts';
import type { ImportBatch, ImportParts } from './import-batch.ts';
import { requesterRef } from './requester-ref.ts';

/** What the requester may still bring; rows are counted before they are recorded. */
export class Quota {
  readonly #parts: ImportParts;
  readonly #batch: ImportBatch;
  rowsLeft: number | null = null;

  constructor(parts: ImportParts, batch: ImportBatch) {
    this.#parts = parts;
    this.#batch = batch;
  }

  /** How many of so many new rows may be recorded. */
  async take(rows: number): Promise<number> {
    const { requesters, ledger, policies } = this.#parts;
    const policy = policies.at(ledger.clock.nowUs());
    const { importId, organisationId, scope, scopeId, requester, kind, dryRun } = this.#batch;
    const { rowsUnseen, windowSeconds } = policy.imports;
    const limit = {
      rows: scope === Scope.SCOPE_ALL_POLITICAL ? rowsUnseen.allPolitical : rowsUnseen[kind],
      windowUs: windowSeconds * 1_000_000,
    };
    const target = requesterRef(ledger, {
      id: requester.id,
      organisationId: kind === 'organisation' ? organisationId : '',
    });
    const order = {
      ...({ type: 'TakeRows', importId, organisationId, scope, scopeId, limit } as const),
      ...{ requester: requester.id, rows: BigInt(rows), policyVersion: policy.version },
      atUs: ledger.clock.nowUs(),
    };
    const { state } = await requesters.load(target);
    const left = rowsLeft(state, order);
    const admitted = Math.min(rows, left);
    this.rowsLeft = Number.isFinite(left) ? left - admitted : null;
    if (dryRun || rows === 0) return admitted;
    const taken = await requesters.execute(target, order, {
      actor: requester,
      occurredAtUs: ledger.clock.nowUs(),
      correlationId: importId,
    });
    if (!taken.ok) return 0;
    const recorded = taken.value.events.find((event) => event.type === 'RowsTaken');
    return recorded?.type === 'RowsTaken' ? Number(recorded.rows) : 0;
  }
}
