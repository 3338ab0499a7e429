import { type RegistryServiceImplementation, Role } from '@hustings/contracts/registry';
import { requireOrganisation } from '@hustings/service-kit';
import { closeCampaign, createCampaign } from '../app/campaign-orders.ts';
import type { Registry } from '../app/order.ts';
import { ordererOf, pageOf } from './call.ts';
import { toCampaign } from './messages.ts';
import { acceptedOrThrow } from './rejections.ts';

type CampaignRpcs = Pick<
  RegistryServiceImplementation,
  'createCampaign' | 'closeCampaign' | 'listCampaigns'
>;

const { ROLE_ORGANISATION_ADMIN, ROLE_TOOL } = Role;

export function campaignRpcs(registry: Registry): CampaignRpcs {
  return {
    async createCampaign({ name }, context) {
      const admin = requireOrganisation(context, ROLE_ORGANISATION_ADMIN);
      const orderer = ordererOf(context, admin, registry.ids);
      const state = acceptedOrThrow(await createCampaign(registry, orderer, name));
      return { campaign: toCampaign(state) };
    },

    async closeCampaign({ campaignId }, context) {
      const admin = requireOrganisation(context, ROLE_ORGANISATION_ADMIN);
      const orderer = ordererOf(context, admin, registry.ids);
      const state = acceptedOrThrow(await closeCampaign(registry, orderer, campaignId));
      return { campaign: toCampaign(state) };
    },

    async listCampaigns(request, context) {
      const { organisationId } = requireOrganisation(context, ROLE_ORGANISATION_ADMIN, ROLE_TOOL);
      const page = registry.directory.listCampaigns(organisationId, pageOf(request));
      return { campaigns: page.items.map(toCampaign), nextPageToken: page.nextPageToken };
    },
  };
}
