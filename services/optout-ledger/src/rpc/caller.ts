import { type Actor, ActorKind } from '@hustings/contracts/log';
import { Source } from '@hustings/contracts/optout';
import { Role } from '@hustings/contracts/registry';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { readId } from './check-request.ts';

/** Who calls, as far as the ledger distinguishes. */
export type CallerKind = 'service' | 'staff' | 'organisation' | 'tool' | 'other';

const STAFF_ROLES: readonly Role[] = [Role.ROLE_OPERATOR, Role.ROLE_MODERATOR, Role.ROLE_REVIEWER];

/** The sources that each kind of caller may vouch for. Replies come through HandleReply only. */
const SOURCES: Record<CallerKind, readonly Source[]> = {
  service: [
    Source.SOURCE_PROVIDER,
    Source.SOURCE_ON_BEHALF,
    Source.SOURCE_LINK,
    Source.SOURCE_IMPORT,
  ],
  staff: [Source.SOURCE_ON_BEHALF, Source.SOURCE_LINK, Source.SOURCE_IMPORT],
  organisation: [Source.SOURCE_ON_BEHALF, Source.SOURCE_IMPORT],
  tool: [],
  other: [],
};

const ACTOR_KINDS: Record<CallerKind, ActorKind> = {
  service: ActorKind.ACTOR_KIND_SYSTEM,
  staff: ActorKind.ACTOR_KIND_STAFF,
  organisation: ActorKind.ACTOR_KIND_ORGANISATION,
  tool: ActorKind.ACTOR_KIND_TOOL,
  other: ActorKind.ACTOR_KIND_UNSPECIFIED,
};

export function callerKindOf({ kind, roles, organisationId }: Principal): CallerKind {
  if (kind === 'service') return 'service';
  if (organisationId === '') {
    return STAFF_ROLES.some((role) => roles.includes(role)) ? 'staff' : 'other';
  }
  if (roles.includes(Role.ROLE_ORGANISATION_ADMIN)) return 'organisation';
  return roles.includes(Role.ROLE_TOOL) ? 'tool' : 'other';
}

/** True for those who act on behalf of any organisation. */
export function actsForAnybody(kind: CallerKind): boolean {
  return kind === 'service' || kind === 'staff';
}

/** The caller as the actor of a commit. */
export function actorOf(principal: Principal): Actor {
  return { kind: ACTOR_KINDS[callerKindOf(principal)], id: principal.credentialId };
}

/** PERMISSION_DENIED unless the caller may vouch for the source. */
export function checkSource(kind: CallerKind, source: Source): void {
  if (source === Source.SOURCE_UNSPECIFIED || SOURCES[kind].includes(source)) return;
  throw RpcFailure.denied('SOURCE_NOT_ALLOWED', 'this caller cannot vouch for that source');
}

/** The organisation that a call concerns: the credential's own, or the one that staff and services name. */
export function organisationOf(principal: Principal, requested: string): string {
  if (actsForAnybody(callerKindOf(principal))) return readId('organisation_id', requested);
  if (requested === '' || requested === principal.organisationId) return principal.organisationId;
  throw RpcFailure.denied(
    'OTHER_ORGANISATION',
    'the credential belongs to another organisation; leave organisation_id empty',
  );
}

/** PERMISSION_DENIED unless a person of staff calls: nobody decides about replies to their own campaign. */
export function requireStaff(principal: Principal): void {
  if (callerKindOf(principal) === 'staff') return;
  throw RpcFailure.denied('ROLE_MISSING', 'use a credential of staff');
}

/** PERMISSION_DENIED unless the organisation's administrator, staff or a service calls. */
export function requireOwnerOrStaff(principal: Principal): void {
  const kind = callerKindOf(principal);
  if (kind === 'organisation' || actsForAnybody(kind)) return;
  throw RpcFailure.denied(
    'ROLE_MISSING',
    'use a credential of the organisation’s administrator, of staff or of a service',
  );
}

/** PERMISSION_DENIED for those who have nothing to do with recipients. */
export function requireReader(principal: Principal): void {
  if (callerKindOf(principal) !== 'other') return;
  throw RpcFailure.denied('ROLE_MISSING', 'use a credential of the organisation or of staff');
}
