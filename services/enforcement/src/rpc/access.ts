import { type Actor, ActorKind } from '@hustings/contracts/log';
import { Role } from '@hustings/contracts/registry';
import { type Principal, principalOf, RpcFailure } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc-common';

/** Roles of the operator's people who may look into every case. */
const STAFF: readonly Role[] = [
  Role.ROLE_OPERATOR,
  Role.ROLE_MODERATOR,
  Role.ROLE_REVIEWER,
  Role.ROLE_POLICY_OFFICER,
  Role.ROLE_AUDITOR,
  // Approves referrals and answers for legal holds: both rest on the evidence of cases.
  Role.ROLE_COUNSEL,
];

/** The caller who wants to read cases: an organisation reads its own (`organisationId`), staff and services all (null). */
export function readerOf(context: CallContext): { organisationId: string | null } {
  const principal = principalOf(context);
  if (principal.organisationId !== '') return { organisationId: principal.organisationId };
  const all = principal.kind === 'service' || STAFF.some((role) => principal.roles.includes(role));
  if (all) return { organisationId: null };
  throw RpcFailure.denied('ROLE_MISSING', 'the credential lacks the role that this call needs');
}

/** The caller as the log names it. */
export function actorOf(principal: Principal): Actor {
  return { kind: kindOf(principal), id: principal.credentialId };
}

function kindOf(principal: Principal): ActorKind {
  if (principal.kind === 'service') return ActorKind.ACTOR_KIND_SYSTEM;
  if (principal.organisationId === '') return ActorKind.ACTOR_KIND_STAFF;
  return principal.intermediaryId === ''
    ? ActorKind.ACTOR_KIND_ORGANISATION
    : ActorKind.ACTOR_KIND_TOOL;
}
