import { type RegistryServiceImplementation, Role } from '@hustings/contracts/registry';
import { requireRole } from '@hustings/service-kit';
import {
  issueCredential,
  issueToVictim,
  registerIntermediary,
  revokeCredential,
} from '../app/credential-orders.ts';
import type { Registry } from '../app/order.ts';
import { loadStandingOrganisation } from '../app/organisation-orders.ts';
import { ordererOf } from './call.ts';
import { acceptedOrThrow } from './rejections.ts';

type CredentialRpcs = Pick<
  RegistryServiceImplementation,
  'registerIntermediary' | 'issueCredential' | 'revokeCredential'
>;

const { ROLE_ORGANISATION_ADMIN, ROLE_OPERATOR } = Role;

export function credentialRpcs(registry: Registry): CredentialRpcs {
  return {
    async registerIntermediary({ name }, context) {
      const orderer = ordererOf(context, requireRole(context, ROLE_OPERATOR), registry.ids);
      const done = await registerIntermediary(registry, orderer, name);
      return { intermediaryId: acceptedOrThrow(done) };
    },

    async issueCredential({ roles, intermediaryId, label, organisationId: victim }, context) {
      const caller = requireRole(context, ROLE_ORGANISATION_ADMIN, ROLE_OPERATOR);
      const orderer = ordererOf(context, caller, registry.ids);
      const { organisationId } = caller;
      if (organisationId !== '') {
        acceptedOrThrow(await loadStandingOrganisation(registry, organisationId));
      }
      const request = { roles, intermediaryId, label };
      if (organisationId === '' && victim !== '') {
        return acceptedOrThrow(await issueToVictim(registry, orderer, { victim, request }));
      }
      return acceptedOrThrow(await issueCredential(registry, orderer, { organisationId, request }));
    },

    async revokeCredential(request, context) {
      const caller = requireRole(context, ROLE_ORGANISATION_ADMIN, ROLE_OPERATOR);
      const orderer = ordererOf(context, caller, registry.ids);
      acceptedOrThrow(await revokeCredential(registry, orderer, request));
      return {};
    },
  };
}
