import { type RegistryServiceImplementation, Role } from '@hustings/contracts/registry';
import { principalOf, requireRole } from '@hustings/service-kit';
import type { Registry } from '../app/order.ts';
import {
  registerOrganisation,
  revokeOrganisation,
  verifyOrganisation,
} from '../app/organisation-orders.ts';
import { ordererOf, pageOf } from './call.ts';
import { toOrganisation } from './messages.ts';
import { acceptedOrThrow } from './rejections.ts';

type OrganisationRpcs = Pick<
  RegistryServiceImplementation,
  'registerOrganisation' | 'verifyOrganisation' | 'revokeOrganisation' | 'listOrganisations'
>;

export function organisationRpcs(registry: Registry): OrganisationRpcs {
  return {
    async registerOrganisation({ name, kind, country, hosts, language }, context) {
      const orderer = ordererOf(context, requireRole(context, Role.ROLE_OPERATOR), registry.ids);
      const profile = { name, kind, country, hosts, language };
      const done = acceptedOrThrow(await registerOrganisation(registry, orderer, profile));
      return { organisation: toOrganisation(done.state), adminToken: done.adminToken };
    },

    async verifyOrganisation(request, context) {
      const orderer = ordererOf(context, requireRole(context, Role.ROLE_OPERATOR), registry.ids);
      const state = acceptedOrThrow(await verifyOrganisation(registry, orderer, request));
      return { organisation: toOrganisation(state) };
    },

    async revokeOrganisation(request, context) {
      const orderer = ordererOf(context, requireRole(context, Role.ROLE_OPERATOR), registry.ids);
      const state = acceptedOrThrow(await revokeOrganisation(registry, orderer, request));
      return { organisation: toOrganisation(state) };
    },

    async listOrganisations(request, context) {
      principalOf(context);
      const page = registry.directory.listOrganisations(pageOf(request));
      return {
        organisations: page.items.map(toOrganisation),
        nextPageToken: page.nextPageToken,
      };
    },
  };
}
