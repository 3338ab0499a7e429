import { type Actor, ActorKind } from '@hustings/contracts/log';
import { Scope } from '@hustings/contracts/optout';
import { ok, type Result } from '@hustings/kernel';
import type { OptOut, RecipientRejection } from '../domain/recipient.ts';
import { allPoliticalRecipientOf, elapsedUs, type Ledger, recipientOf } from './ledger.ts';

/** An opt-out with the recipient still named by address. */
export interface OptOutOrder extends Omit<OptOut, 'type' | 'recipient'> {
  /** Canonical. */
  address: string;
  /** Who asks; absent = the recipient. */
  actor?: Actor;
}

export interface OptOutRecord {
  /** Pseudonym. */
  recipient: string;
  partition: string;
  seq: number;
  effectiveAfterUs: bigint;
  /** True when nothing had to be recorded. */
  already: boolean;
}

/**
 * Records an opt-out, then waits until nobody can let a message out who does not know of it. One that stood already is
 * waited for as well: its first caller may never have got an answer. Throws `BarrierTimeout`.
 */
export async function recordOptOut(
  ledger: Ledger,
  { address, actor, ...fields }: OptOutOrder,
): Promise<Result<OptOutRecord, RecipientRejection>> {
  const startedMs = ledger.clock.monotonicMs();
  const target =
    fields.scope === Scope.SCOPE_ALL_POLITICAL
      ? allPoliticalRecipientOf(ledger, address)
      : recipientOf(ledger, fields.organisationId, address);
  const { recipient, organisationId, partition } = target;
  const executed = await ledger.store.execute(
    target,
    { ...fields, type: 'OptOut', recipient, organisationId },
    {
      actor: actor ?? { kind: ActorKind.ACTOR_KIND_RECIPIENT, id: recipient },
      occurredAtUs: ledger.clock.nowUs(),
      correlationId: ledger.ids.uuid(),
    },
  );
  if (!executed.ok) return executed;
  const { seq, events } = executed.value;
  await ledger.barrier.pass(partition, seq);
  return ok({
    recipient,
    partition,
    seq,
    effectiveAfterUs: elapsedUs(ledger, startedMs),
    already: events.length === 0,
  });
}
