import type { GetSuppressionRequest, GetSuppressionResponse } from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { getSuppression } from '../app/get-suppression.ts';
import type { Ledger } from '../app/ledger.ts';
import { callerKindOf, organisationOf } from './caller.ts';
import { readAddress } from './check-request.ts';

/** GetSuppression: what keeps the caller's organisation from writing to an address. */
export async function answerGetSuppression(
  ledger: Ledger,
  request: GetSuppressionRequest,
  principal: Principal,
): Promise<GetSuppressionResponse> {
  if (callerKindOf(principal) === 'other') {
    throw RpcFailure.denied('ROLE_MISSING', 'use a credential of the organisation or of staff');
  }
  const organisationId = organisationOf(principal, request.organisationId);
  const address = readAddress(request.address);
  const { recipient, standing } = await getSuppression(ledger, organisationId, address);
  return {
    recipient,
    suppressions: standing.map(({ scope, scopeId, source, provisional, sinceUs }) => ({
      scope,
      scopeId,
      source,
      provisional,
      since: timestampFromUs(BigInt(sinceUs)),
    })),
  };
}
