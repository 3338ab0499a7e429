import type { Actor } from '@hustings/contracts/log';
import { organisationPartitions } from '@hustings/event-log';
import { err, type Result } from '@hustings/kernel';
import type { Held, RequesterRejection } from '../../domain/import/requester.ts';
import type { ImportParts } from './import-batch.ts';

/** An import that waits for a review, with its requester. */
export interface HeldOf extends Held {
  requester: string;
  partition: string;
  rowsTaken: number;
}

/** Every import that was held and that the state of its requester still knows, the oldest first. */
export async function listHeld({ ledger, requesters }: ImportParts): Promise<HeldOf[]> {
  const found: HeldOf[] = [];
  for (const partition of organisationPartitions(ledger.layout)) {
    for (const id of await requesters.all(partition)) {
      const { state } = await requesters.load({ id, partition });
      for (const held of state.held) {
        const own = state.taken.filter(({ importId }) => importId === held.importId);
        const rowsTaken = own.reduce((sum, { rows }) => sum + rows, 0);
        found.push({ ...held, requester: id, partition, rowsTaken });
      }
    }
  }
  return found.toSorted((left, right) => left.atUs - right.atUs);
}

/** Lets the rest of an import in, or not. The sequence of the record. */
export async function reviewImport(
  parts: ImportParts,
  order: { importId: string; approved: boolean; reason: string; reviewer: Actor },
): Promise<Result<number, RequesterRejection>> {
  const { importId, approved, reason, reviewer } = order;
  const held = (await listHeld(parts)).find((each) => each.importId === importId);
  if (held === undefined) return err({ reason: 'ImportUnknown' });
  const { requester, partition, organisationId } = held;
  const { ledger, requesters } = parts;
  const executed = await requesters.execute(
    { id: requester, partition, organisationId },
    { type: 'ReviewRows', importId, approved, reason, reviewer: reviewer.id, requester },
    { actor: reviewer, occurredAtUs: ledger.clock.nowUs(), correlationId: importId },
  );
  return executed.ok ? { ok: true, value: executed.value.seq } : executed;
}
