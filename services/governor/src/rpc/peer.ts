import type {
  AskWaitsRequest,
  AskWaitsResponse,
  DecideRequest,
  DecideResponse,
} from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { type Principal, RpcFailure, requireService } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import { Status } from 'nice-grpc-common';
import { LANES_MAX, type LaneWaitsParts, waitsHere } from '../app/lane-waits.ts';
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

/** Tells another governor why lanes wait that are served here. */
export function waitsForPeer(
  parts: Omit<LaneWaitsParts, 'peers'>,
  { organisationId, lanes }: AskWaitsRequest,
  context: CallContext,
): AskWaitsResponse {
  requireService(context);
  if (lanes.length > LANES_MAX) {
    throw RpcFailure.invalid('TOO_MANY_LANES', `ask about at most ${LANES_MAX} lanes at once`);
  }
  const held = waitsHere(parts, organisationId, lanes);
  if (held === null) {
    const message = 'the gate is not served here';
    throw new RpcFailure({
      ...{ code: Status.UNAVAILABLE, reason: 'NOT_THE_OWNER', message, isOrdinary: true },
    });
  }
  return {
    held: held.map(({ lane, ruleId, atUs }) => ({
      ...{ lane, ruleId },
      until: atUs > 0 ? timestampFromUs(BigInt(Math.round(atUs))) : undefined,
    })),
  };
}
