import { Role } from '@hustings/contracts/registry';
import { err, ok } from '@hustings/kernel';
import type {
  OrganisationCommand,
  OrganisationProfile,
  OrganisationState,
} from '../domain/organisation.ts';
import { issueCredential } from './credential-orders.ts';
import { metaOf, type Ordered, type Orderer, type Registry, targetOf } from './order.ts';

/** An organisation and its first administrator's bearer token. */
export interface RegisteredOrganisation {
  state: OrganisationState;
  adminToken: string;
}

/**
 * Registers an organisation with its first administrator. The two are separate facts: after a crash between them the
 * organisation stands without a credential, DECLARED and unable to act, and the caller, who got no answer, registers again.
 */
export async function registerOrganisation(
  registry: Registry,
  orderer: Orderer,
  request: Omit<OrganisationProfile, 'organisationId'>,
): Ordered<RegisteredOrganisation> {
  const organisationId = registry.ids.prefixed('org');
  const hosts = [...new Set(request.hosts.map((host) => host.trim().toLowerCase()))];
  const profile = { ...request, organisationId, hosts };
  const command = { type: 'RegisterOrganisation' as const, profile };
  const registered = await orderOf(registry, orderer, { organisationId, command });
  if (!registered.ok) return registered;
  const issued = await issueCredential(registry, orderer, {
    organisationId,
    request: {
      roles: [Role.ROLE_ORGANISATION_ADMIN],
      intermediaryId: '',
      label: 'first administrator',
    },
  });
  return issued.ok ? ok({ state: registered.value, adminToken: issued.value.token }) : issued;
}

export function verifyOrganisation(
  registry: Registry,
  orderer: Orderer,
  request: { organisationId: string; proof: string },
): Ordered<OrganisationState> {
  const { organisationId, proof } = request;
  const command = { type: 'VerifyOrganisation' as const, proof };
  return orderOf(registry, orderer, { organisationId, command });
}

export function revokeOrganisation(
  registry: Registry,
  orderer: Orderer,
  request: { organisationId: string; reason: string },
): Ordered<OrganisationState> {
  const { organisationId, reason } = request;
  const command = { type: 'RevokeOrganisation' as const, reason };
  return orderOf(registry, orderer, { organisationId, command });
}

/** The organisation's state, when it may still act. */
export async function loadStandingOrganisation(
  registry: Registry,
  organisationId: string,
): Ordered<OrganisationState> {
  const target = targetOf(registry, organisationId, organisationId);
  if (target === null) return err({ reason: 'ORGANISATION_UNKNOWN' });
  const { state } = await registry.stores.organisation.load(target);
  if (state.status === 'none') return err({ reason: 'ORGANISATION_UNKNOWN' });
  return state.status === 'revoked' ? err({ reason: 'ORGANISATION_REVOKED' }) : ok(state);
}

async function orderOf(
  registry: Registry,
  orderer: Orderer,
  { organisationId, command }: { organisationId: string; command: OrganisationCommand },
): Ordered<OrganisationState> {
  const target = targetOf(registry, organisationId, organisationId);
  if (target === null) return err({ reason: 'ORGANISATION_UNKNOWN' });
  const { organisation } = registry.stores;
  const done = await organisation.execute(target, command, metaOf(registry, orderer));
  return done.ok ? ok(done.value.state) : done;
}
