import { ActorKind } from '@hustings/contracts/log';
import { Role } from '@hustings/contracts/registry';
import type { Ids } from '@hustings/kernel';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';
import type { PageRequest } from '../app/folded-states.ts';
import type { Orderer } from '../app/order.ts';

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1_000;

/** Long enough for a UUID and a prefix; it stands in every commit that the call causes. */
const REQUEST_ID = /^[\x21-\x7e]{1,100}$/;

/** Who orders, as the facts name them. `x-request-id` becomes the correlation id when the caller sends one. */
export function ordererOf(context: CallContext, principal: Principal, ids: Ids): Orderer {
  const requestId = context.metadata.get('x-request-id') ?? '';
  return {
    actor: { kind: actorKindOf(principal), id: principal.credentialId },
    organisationId: principal.organisationId,
    correlationId: REQUEST_ID.test(requestId) ? requestId : ids.uuid(),
  };
}

function actorKindOf(principal: Principal): ActorKind {
  if (principal.kind === 'service') return ActorKind.ACTOR_KIND_SYSTEM;
  if (principal.organisationId === '') return ActorKind.ACTOR_KIND_STAFF;
  return principal.roles.includes(Role.ROLE_TOOL)
    ? ActorKind.ACTOR_KIND_TOOL
    : ActorKind.ACTOR_KIND_ORGANISATION;
}

/** The page that a list request asks for (AIP-158: 0 means the default, too many means the most). */
export function pageOf(request: { pageSize: number; pageToken: string }): PageRequest {
  if (request.pageSize < 0) {
    throw RpcFailure.invalid('PAGE_SIZE_INVALID', 'page_size must not be negative');
  }
  const size = request.pageSize === 0 ? DEFAULT_PAGE_SIZE : request.pageSize;
  return { size: Math.min(size, MAX_PAGE_SIZE), after: request.pageToken };
}
