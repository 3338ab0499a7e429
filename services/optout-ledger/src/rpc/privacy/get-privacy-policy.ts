import type { GetPrivacyPolicyResponse } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { requireRole } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import type { PrivacyParts } from '../../app/privacy/privacy-parts.ts';

/** GetPrivacyPolicy: what is in force now, by whatever source. */
export function answerPolicy(
  { policies, ledger }: PrivacyParts,
  context: CallContext,
): GetPrivacyPolicyResponse {
  requireRole(context, Role.ROLE_OPERATOR);
  const { version, imports, retention } = policies.at(ledger.clock.nowUs());
  const { windowSeconds, rowsUnseen, source } = imports;
  return {
    version,
    imports: { windowS: windowSeconds, ...rowsUnseen, source },
    rules: retention.map((rule) => ({
      ...rule,
      due: 0n,
      oldest: undefined,
      heldBack: 0n,
      legalHoldIds: [],
    })),
  };
}
