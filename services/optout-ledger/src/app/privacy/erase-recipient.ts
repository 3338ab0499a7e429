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

/** What became of the request. */
export interface Erasure {
  erased: ErasedTowards[];
  /** Towards these nothing was destroyed: legal holds stand. */
  heldBack: { organisationId: string; legalHoldIds: string[] }[];
}

/**
 * Destroys a person's keys, records it, and waits until every governor and dispatcher has dropped what it remembers. The keys go
 * first: a process that forgets too early would only read them again. A crash in between leaves keys destroyed and nothing
 * recorded; the caller got no answer and repeats. What a legal hold covers is left alone. Throws `BarrierTimeout`.
 */
export async function eraseRecipient(
  parts: PrivacyParts,
  order: ErasureOrder,
): Promise<Result<Erasure, ErasureRejection>> {
  const { keys } = parts;
  const person = personOf(parts, order.address, order.organisations);
  const erased: ErasedTowards[] = [];
  const heldBack = await findHeldBack(parts, person.towards);
  for (const towards of person.towards) {
    if (heldBack.some(({ organisationId }) => organisationId === towards.organisationId)) continue;
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
  return ok({ erased, heldBack });
}

/** Organisations of which everything is held: a hold on one case covers no recipient's messages. */
async function findHeldBack(
  { legalHolds }: PrivacyParts,
  towards: readonly PersonOf[],
): Promise<Erasure['heldBack']> {
  const partitions = new Set(towards.map(({ partition }) => partition));
  const holds = (await Promise.all([...partitions].map((each) => legalHolds.standing(each))))
    .flat()
    .filter(({ caseId }) => caseId === '');
  return towards.flatMap(({ organisationId }) => {
    const own = holds.filter((hold) => hold.organisationId === organisationId);
    const legalHoldIds = own.map(({ holdId }) => holdId);
    return own.length === 0 ? [] : [{ organisationId, legalHoldIds }];
  });
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
