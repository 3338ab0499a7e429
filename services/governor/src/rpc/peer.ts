import type { DecideRequest, DecideResponse } from '@hustings/contracts/governor';
import { type Principal, RpcFailure, requireService } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import type { Router } from '../app/route-messages.ts';

/** Decides what another governor took and has authenticated. */
export async function decideForPeer(
  router: Router,
  { caller, messages }: DecideRequest,
  context: CallContext,
): Promise<DecideResponse> {
  requireService(context);
  if (!caller?.organisationId) {
    throw RpcFailure.invalid('CALLER_MISSING', 'say for which organisation the messages are');
  }
  const { credentialId, organisationId, intermediaryId, roles } = caller;
  const kind = 'credential';
  const principal: Principal = { kind, credentialId, organisationId, intermediaryId, roles };
  return { results: await router.decideHere(principal, messages) };
}
