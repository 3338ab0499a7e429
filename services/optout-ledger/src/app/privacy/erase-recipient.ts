import type { Actor } from '@hustings/contracts/log';
import { ok, type Result } from '@hustings/kernel';
import type { ErasureRejection } from '../../domain/privacy/erasure.ts';
import { type PersonOf, personOf } from './person.ts';
import type { PrivacyParts } from './privacy-parts.ts';

export interface ErasureOrder {
  /** Canonical. */
  address: string;
  organisations: readonly string[];
  /** Without personal data. */
  reason: string;
  actor: Actor;
}

export interface ErasedTowards {
  organisationId: string;
  recipient: string;
  keyDestroyed: boolean;
  seq: number;
}

/**
 * Destroys a person's keys, records it, and waits until every governor and dispatcher has dropped what it remembers. The keys go
 * first: a process that forgets too early would only read them again. A crash in between leaves keys destroyed and nothing
 * recorded; the caller got no answer and repeats. Throws `BarrierTimeout`.
 */
export async function eraseRecipient(
  parts: PrivacyParts,
  order: ErasureOrder,
): Promise<Result<ErasedTowards[], ErasureRejection>> {
  const { keys } = parts;
  const person = personOf(parts, order.address, order.organisations);
  const erased: ErasedTowards[] = [];
  for (const towards of person.towards) {
    let keyDestroyed = false;
    for (const pseudonym of towards.pseudonyms) {
      keyDestroyed = (await keys.erase({ ...towards, pseudonym })) || keyDestroyed;
    }
    const isOnlyOne = order.organisations.length === 1;
    if (!keyDestroyed && !isOnlyOne) continue;
    const recorded = await record(parts, order, { towards, keyDestroyed });
    if (!recorded.ok) return recorded;
    erased.push(recorded.value);
  }
  for (const [partition, some] of Map.groupBy(erased, ({ organisationId }) =>
    partitionIn(person.towards, organisationId),
  )) {
    await parts.ledger.barrier.pass(partition, Math.max(...some.map(({ seq }) => seq)));
  }
  return ok(erased);
}

async function record(
  { erasures, ledger }: PrivacyParts,
  { reason, actor }: ErasureOrder,
  { towards, keyDestroyed }: { towards: PersonOf; keyDestroyed: boolean },
): Promise<Result<ErasedTowards, ErasureRejection>> {
  const { organisationId, partition, pseudonyms } = towards;
  const [recipient = '', ...alsoKnownAs] = pseudonyms;
  const executed = await erasures.execute(
    { id: `${organisationId}-${recipient}`, partition, organisationId },
    { type: 'RecordErasure', keyDestroyed, organisationId, recipient, reason, alsoKnownAs },
    { actor, occurredAtUs: ledger.clock.nowUs(), correlationId: ledger.ids.uuid() },
  );
  if (!executed.ok) return executed;
  return ok({ organisationId, recipient, keyDestroyed, seq: executed.value.seq });
}

function partitionIn(towards: readonly PersonOf[], organisationId: string): string {
  return towards.find((each) => each.organisationId === organisationId)?.partition ?? '';
}
