import { Scope, Source } from '@hustings/contracts/optout';
import { APPEND_TOGETHER_MAX } from '@hustings/event-log';
import { ALL_POLITICAL_PARTITION, partitionOf } from '@hustings/kernel';
import type { OptOut } from '../../domain/recipient.ts';
import { followLinks } from '../follow-links.ts';
import { allPoliticalRecipientOf, type Ledger, recipientOf } from '../ledger.ts';
import { overLink } from '../record-opt-out.ts';
import type {
  ImportBatch,
  ImportedBatch,
  ImportParts,
  RowOutcome,
  UsableRow,
} from './import-batch.ts';
import { Quota } from './quota.ts';

/**
 * Records the rows of one batch, as far as its requester may bring them unseen, and waits until nobody can let a message out
 * who does not know of them. Rows that stood already are waited for as well. Throws `BarrierTimeout`.
 */
export async function importOptOuts(
  parts: ImportParts,
  batch: ImportBatch,
): Promise<ImportedBatch> {
  const distinct = new Map(batch.rows.map((row) => [row.address, row]));
  const quota = new Quota(parts, batch);
  const found = new Map<string, RowOutcome>();
  const addresses = [...distinct.values()];
  for (let at = 0; at < addresses.length; at += APPEND_TOGETHER_MAX) {
    const some = addresses.slice(at, at + APPEND_TOGETHER_MAX);
    const outcomes = await recordTogether(parts, batch, { rows: some, quota });
    for (const [index, outcome] of outcomes.entries()) {
      found.set(some[index]?.address ?? '', outcome);
    }
  }
  const lastSeq = Math.max(0, ...[...found.values()].map(({ seq }) => seq));
  if (lastSeq > 0 && !batch.dryRun) {
    await parts.ledger.barrier.passOptOuts(partitionFor(parts.ledger, batch), lastSeq);
  }
  const seen = new Set<string>();
  const outcomes = batch.rows.map(({ address }): RowOutcome => {
    const outcome = found.get(address) ?? HELD;
    const isRepeated = seen.has(address) && outcome.result === 'RECORDED';
    seen.add(address);
    return isRepeated ? { ...outcome, result: 'ALREADY' } : outcome;
  });
  return { outcomes, rowsLeft: quota.rowsLeft };
}

const HELD: RowOutcome = { result: 'HELD', reason: 'REVIEW_NEEDED', seq: 0 };
const WOULD_RECORD: RowOutcome = { result: 'RECORDED', reason: '', seq: 0 };

async function recordTogether(
  { ledger }: ImportParts,
  batch: ImportBatch,
  { rows, quota }: { rows: readonly UsableRow[]; quota: Quota },
): Promise<RowOutcome[]> {
  const orders = rows.map((row) => orderOf(ledger, batch, row));
  let wouldRecord = 0;
  const admit = async (count: number): Promise<number> => {
    const admitted = await quota.take(count);
    wouldRecord = admitted;
    return batch.dryRun ? 0 : admitted;
  };
  const executed = await ledger.store.executeTogether(orders, admit);
  // Few people have several numbers; for them the request holds for all of these.
  const linked = await Promise.all(
    executed.map((outcome, index) => followRow(ledger, orders[index], outcome)),
  );
  return executed.map((outcome, index): RowOutcome => {
    if (outcome === null) return wouldRecord-- > 0 && batch.dryRun ? WOULD_RECORD : HELD;
    if (!outcome.ok) return { result: 'REFUSED', reason: outcome.error.reason, seq: 0 };
    const { events } = outcome.value;
    const seq = Math.max(outcome.value.seq, linked[index] ?? 0);
    return { result: events.length === 0 ? 'ALREADY' : 'RECORDED', reason: '', seq };
  });
}

/** Carries a row over the links of its recipient; the last sequence. */
async function followRow(
  ledger: Ledger,
  order: ReturnType<typeof orderOf> | undefined,
  outcome: Awaited<ReturnType<Ledger['store']['executeTogether']>>[number] | undefined,
): Promise<number> {
  if (order === undefined || !outcome?.ok || outcome.value.state.links.length === 0) return 0;
  const { target, command, meta } = order;
  const { seq } = await followLinks(ledger, {
    from: { ...target, recipient: command.recipient },
    state: outcome.value.state,
    commandFor: (other, linkedFrom) => overLink(command, other, linkedFrom),
    meta,
  });
  return seq;
}

function orderOf(ledger: Ledger, batch: ImportBatch, { address, requestedAtUs }: UsableRow) {
  const target =
    batch.scope === Scope.SCOPE_ALL_POLITICAL
      ? allPoliticalRecipientOf(ledger, address)
      : recipientOf(ledger, batch.organisationId, address);
  const command: OptOut = {
    type: 'OptOut',
    recipient: target.recipient,
    organisationId: target.organisationId,
    scope: batch.scope,
    scopeId: batch.scopeId,
    source: Source.SOURCE_IMPORT,
    inboundId: '',
    tier: '',
    ruleId: '',
    dataVersion: '',
    provisional: false,
    receivedAtUs: requestedAtUs,
  };
  const meta = {
    actor: batch.requester,
    occurredAtUs: ledger.clock.nowUs(),
    correlationId: batch.importId,
  };
  return { target, command, meta };
}

function partitionFor({ layout }: Ledger, { scope, organisationId }: ImportBatch): string {
  return scope === Scope.SCOPE_ALL_POLITICAL
    ? ALL_POLITICAL_PARTITION
    : partitionOf(organisationId, layout);
}
