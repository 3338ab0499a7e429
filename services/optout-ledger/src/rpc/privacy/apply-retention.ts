import type { ApplyRetentionResponse } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import { applyRetention } from '../../app/privacy/apply-retention.ts';
import type { PrivacyParts } from '../../app/privacy/privacy-parts.ts';
import { actorOf } from '../caller.ts';

/** ListRetentionDue and ApplyRetention: what the schedule says is due, and its removal. */
export async function answerRetention(
  parts: PrivacyParts,
  { dryRun }: { dryRun: boolean },
  context: CallContext,
): Promise<ApplyRetentionResponse> {
  const principal = requireRole(context, Role.ROLE_OPERATOR);
  const { version, rules } = await applyRetention(parts, { dryRun, actor: actorOf(principal) });
  return {
    version,
    rules: rules.map(({ oldestUs, due, heldBack, ...rule }) => ({
      ...rule,
      due: BigInt(due),
      heldBack: BigInt(heldBack),
      oldest: oldestUs === undefined ? undefined : timestampFromUs(oldestUs),
    })),
  };
}
