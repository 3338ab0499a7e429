import { type Actor, ActorKind } from '@hustings/contracts/log';
import { Scope, Source } from '@hustings/contracts/optout';
import { ok, type Result } from '@hustings/kernel';
import { groundKeyOf } from '../domain/decide-opt-out.ts';
import type { OptOut, RecipientRejection } from '../domain/recipient.ts';
import { followLinks } from './follow-links.ts';
import {
  allPoliticalRecipientOf,
  elapsedUs,
  type Ledger,
  metaOf,
  type RecipientRef,
  recipientOf,
} from './ledger.ts';

/** An opt-out without the recipient. */
export interface OptOutFields extends Omit<OptOut, 'type' | 'recipient' | 'organisationId'> {
  /** Who asks; absent = the recipient. */
  actor?: Actor;
}

/** An opt-out with the recipient still named by address. */
export interface OptOutOrder extends OptOutFields {
  /** Canonical. */
  address: string;
  organisationId: string;
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
 * Records an opt-out, for the recipient and for everybody linked to them, then waits until nobody can let a message out who
 * does not know of it. One that stood already is waited for as well: its first caller may never have got an answer. Throws
 * `BarrierTimeout`.
 */
export function recordOptOut(
  ledger: Ledger,
  { address, organisationId, ...fields }: OptOutOrder,
): Promise<Result<OptOutRecord, RecipientRejection>> {
  const target =
    fields.scope === Scope.SCOPE_ALL_POLITICAL
      ? allPoliticalRecipientOf(ledger, address)
      : recipientOf(ledger, organisationId, address);
  return recordOptOutOf(ledger, target, fields);
}

/** As `recordOptOut`, for a recipient who is known by pseudonym. */
export async function recordOptOutOf(
  ledger: Ledger,
  target: RecipientRef,
  { actor, ...fields }: OptOutFields,
): Promise<Result<OptOutRecord, RecipientRejection>> {
  const startedMs = ledger.clock.monotonicMs();
  const { recipient, organisationId, partition } = target;
  const meta = metaOf(ledger, actor ?? { kind: ActorKind.ACTOR_KIND_RECIPIENT, id: recipient });
  const command: OptOut = { ...fields, type: 'OptOut', recipient, organisationId };
  const executed = await ledger.store.execute(target, command, meta);
  if (!executed.ok) return executed;
  const { seq, events, state } = executed.value;
  // Also when it stood: whoever recorded it may not have come this far.
  const linked = await followLinks(ledger, {
    from: target,
    state,
    commandFor: (other, linkedFrom) => overLink(command, other, linkedFrom),
    meta,
  });
  const reachedSeq = Math.max(seq, linked.seq);
  await ledger.barrier.passOptOuts(partition, reachedSeq);
  return ok({
    recipient,
    partition,
    seq,
    effectiveAfterUs: elapsedUs(ledger, startedMs),
    already: events.length === 0,
  });
}

/** The same opt-out, of somebody linked: with the same ground, so that what lifts the one lifts the other. */
export function overLink(command: OptOut, other: RecipientRef, linkedFrom: string): OptOut {
  return {
    ...command,
    ground: groundKeyOf(command),
    recipient: other.recipient,
    source: Source.SOURCE_IDENTITY,
    linkedFrom,
  };
}
