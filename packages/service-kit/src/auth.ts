import type { Role } from '@hustings/contracts/registry';
import type { CallContext } from 'nice-grpc-common';
import { RpcFailure } from './errors.ts';

/** Who calls. */
export interface Principal {
  /** A credential of the registry, the operator's shared token, or another service of the fleet. */
  kind: 'credential' | 'operator' | 'service';
  /** Credential id; "operator" or "service" for the shared tokens. */
  credentialId: string;
  roles: readonly Role[];
  /** Organisation that it acts for; '' for staff and services. */
  organisationId: string;
  /** Intermediary that it sends through; '' unless it is a tool. */
  intermediaryId: string;
  /** Sequence at which it was issued, in its organisation's partition of the log. Absent for the shared tokens. */
  issuedSeq?: number;
  /** Compromise hold by which its organisation is frozen: it may read and change nothing. Absent when none is. */
  frozenBy?: string;
}

/** Tells who a bearer token is. */
export interface Authenticator {
  /** False while credentials may exist that it has not read yet: an unknown token then means "ask later". */
  readonly caughtUp: boolean;
  /** Null when the token is malformed, unknown, wrong or revoked: the caller is not told which. */
  authenticate(token: string): Principal | null;
  /** The same, but a credential that is unknown here gets a moment to arrive: it may have been issued just now. */
  authenticateSoon(token: string): Promise<Principal | null>;
}

const BEARER = /^bearer +(\S+)$/i;

/** The principal behind a call's `authorization` entry. Throws UNAUTHENTICATED, or UNAVAILABLE before catching up. */
export async function authenticateCall(
  context: CallContext,
  authenticator: Authenticator,
): Promise<Principal> {
  const entry = context.metadata.get('authorization');
  return authenticateNow(entry, authenticator) ?? authenticateLater(entry, authenticator);
}

/** The principal, when it is known already; null when only `authenticateLater` can tell. */
export function authenticateNow(
  entry: string | undefined,
  authenticator: Authenticator,
): Principal | null {
  const token = tokenIn(entry);
  return token === undefined ? null : authenticator.authenticate(token);
}

/** The same with a moment's patience for a credential that was issued just now; throws when there is none. */
export async function authenticateLater(
  entry: string | undefined,
  authenticator: Authenticator,
): Promise<Principal> {
  const token = tokenIn(entry);
  if (token === undefined) {
    throw RpcFailure.unauthenticated(
      'CREDENTIAL_MISSING',
      'send "authorization: Bearer <credential id>.<secret>"',
    );
  }
  const principal = await authenticator.authenticateSoon(token);
  if (principal !== null) return principal;
  if (!authenticator.caughtUp) {
    throw RpcFailure.unavailable('CREDENTIALS_LOADING', 'credentials are still being read; retry');
  }
  throw RpcFailure.unauthenticated(
    'CREDENTIAL_INVALID',
    'the credential is unknown, wrong or revoked; ask its issuer for a new one',
  );
}

function tokenIn(entry: string | undefined): string | undefined {
  return BEARER.exec(entry ?? '')?.[1];
}

/** Verbs of calls that change nothing; every RPC begins with its verb. */
const READING = /^(?:Get|List|Fetch|Watch|Export)/;

/** Throws PERMISSION_DENIED for a call by a frozen credential that could change something. `path`: "/package.Service/Method". */
export function refuseFrozen({ frozenBy }: Principal, path: string): void {
  if (frozenBy === undefined || READING.test(path.slice(path.lastIndexOf('/') + 1))) return;
  throw RpcFailure.denied(
    'CREDENTIAL_FROZEN',
    `a suspected takeover freezes the organisation (${frozenBy}): reading works, changes do not; be verified anew`,
  );
}

/** A call's context once its caller is known. */
export interface AuthenticatedContext extends CallContext {
  principal: Principal;
}

/** Who makes this call. Only for services that are not public. */
export function principalOf(context: CallContext): Principal {
  if (isAuthenticated(context)) return context.principal;
  throw RpcFailure.unauthenticated('CREDENTIAL_MISSING', 'this call needs a credential');
}

function isAuthenticated(context: CallContext): context is AuthenticatedContext {
  return 'principal' in context;
}

/** The caller, when it holds one of the roles; else PERMISSION_DENIED. */
export function requireRole(context: CallContext, ...roles: Role[]): Principal {
  return withRole(principalOf(context), roles);
}

/** The caller, when it is a service of the fleet or holds one of the roles; else PERMISSION_DENIED. */
export function requireService(context: CallContext, ...roles: Role[]): Principal {
  const principal = principalOf(context);
  return principal.kind === 'service' ? principal : withRole(principal, roles);
}

/** The caller, when it acts for an organisation and holds one of the roles; else PERMISSION_DENIED. */
export function requireOrganisation(context: CallContext, ...roles: Role[]): Principal {
  return actingForOrganisation(principalOf(context), roles);
}

/** The same for a caller that is known by itself. */
export function actingForOrganisation(principal: Principal, roles: readonly Role[]): Principal {
  if (withRole(principal, roles).organisationId !== '') return principal;
  throw RpcFailure.denied('ORGANISATION_MISSING', 'use a credential of the organisation itself');
}

function withRole(principal: Principal, roles: readonly Role[]): Principal {
  if (roles.some((role) => principal.roles.includes(role))) return principal;
  throw RpcFailure.denied('ROLE_MISSING', 'the credential lacks the role that this call needs');
}
