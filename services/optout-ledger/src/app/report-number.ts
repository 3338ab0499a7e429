import type { Actor } from '@hustings/contracts/log';
import { Scope, Source } from '@hustings/contracts/optout';
import { ok, type Result } from '@hustings/kernel';
import type { VoidReason } from '../domain/decide-identity.ts';
import type { RecipientRejection } from '../domain/recipient.ts';
import { type Ledger, metaOf, type RecipientRef } from './ledger.ts';
import { recordOptOutOf } from './record-opt-out.ts';

export interface ReportedNumber {
  consentVoided: boolean;
  effectiveAfterUs: bigint;
}

/**
 * A number that never was the person's, or has a new owner: nobody writes to it any more, and no consent given for it counts.
 * The opt-out comes first. Throws `BarrierTimeout`.
 */
export async function reportNumber(
  ledger: Ledger,
  target: RecipientRef,
  { reason, proof, actor }: { reason: VoidReason; proof: string; actor: Actor },
): Promise<Result<ReportedNumber, RecipientRejection>> {
  const { recipient, organisationId } = target;
  const before = await ledger.store.load(target);
  const atUs = ledger.clock.nowUs();
  const recorded = await recordOptOutOf(ledger, target, {
    scope: Scope.SCOPE_ORGANISATION,
    scopeId: '',
    source: Source.SOURCE_NUMBER,
    inboundId: '',
    tier: '',
    ruleId: '',
    dataVersion: '',
    provisional: false,
    receivedAtUs: atUs,
    proof,
    actor,
  });
  if (!recorded.ok) return recorded;
  const voided = await ledger.store.execute(
    target,
    { type: 'VoidConsent', recipient, organisationId, reason, atUs },
    metaOf(ledger, actor),
  );
  if (!voided.ok) return voided;
  const { effectiveAfterUs } = recorded.value;
  return ok({ consentVoided: before.state.consent !== null, effectiveAfterUs });
}
