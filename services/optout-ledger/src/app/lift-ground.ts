import type { Actor } from '@hustings/contracts/log';
import type { Result } from '@hustings/kernel';
import type { LiftGround } from '../domain/decide-lift.ts';
import type { RecipientRejection, RecipientState } from '../domain/recipient.ts';
import { followLinks } from './follow-links.ts';
import { type Ledger, metaOf, type RecipientRef } from './ledger.ts';

/**
 * Takes back what one ground has set, for the recipient and for those whom it reached over links, and nothing else. Done again
 * it changes nothing. Resolves to the recipient's state after it.
 */
export async function liftGround(
  ledger: Ledger,
  target: RecipientRef,
  {
    actor,
    ...fields
  }: Omit<LiftGround, 'type' | 'recipient' | 'organisationId'> & { actor: Actor },
): Promise<Result<RecipientState, RecipientRejection>> {
  const meta = metaOf(ledger, actor);
  const commandFor = ({ recipient, organisationId }: RecipientRef): LiftGround => ({
    ...fields,
    type: 'LiftGround',
    recipient,
    organisationId,
  });
  const executed = await ledger.store.execute(target, commandFor(target), meta);
  if (!executed.ok) return executed;
  const { state } = executed.value;
  await followLinks(ledger, { from: target, state, commandFor, meta });
  return { ok: true, value: state };
}
