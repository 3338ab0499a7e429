import { err, ok, present } from '@hustings/kernel';
import type { CampaignState } from '../domain/campaign.ts';
import { metaOf, type Ordered, type Orderer, type Registry, targetOf } from './order.ts';
import { loadStandingOrganisation } from './organisation-orders.ts';

export async function createCampaign(
  registry: Registry,
  orderer: Orderer,
  name: string,
): Ordered<CampaignState> {
  const { organisationId } = orderer;
  const standing = await loadStandingOrganisation(registry, organisationId);
  if (!standing.ok) return standing;
  const campaignId = registry.ids.prefixed('cmp');
  const target = present(targetOf(registry, campaignId, organisationId), 'a made id is a token');
  const profile = { campaignId, organisationId, name };
  const command = { type: 'CreateCampaign' as const, profile };
  const done = await registry.stores.campaign.execute(target, command, metaOf(registry, orderer));
  return done.ok ? ok(done.value.state) : done;
}

/** Closes a campaign of the orderer's organisation; also a revoked organisation may do so. */
export async function closeCampaign(
  registry: Registry,
  orderer: Orderer,
  campaignId: string,
): Ordered<CampaignState> {
  const target = targetOf(registry, campaignId, orderer.organisationId);
  if (target === null) return err({ reason: 'CAMPAIGN_UNKNOWN' });
  const { campaign } = registry.stores;
  const { state } = await campaign.load(target);
  // Two organisations may share a partition: the id alone does not say whose it is.
  if (state.status === 'none' || state.profile.organisationId !== orderer.organisationId) {
    return err({ reason: 'CAMPAIGN_UNKNOWN' });
  }
  const command = { type: 'CloseCampaign' as const };
  const done = await campaign.execute(target, command, metaOf(registry, orderer));
  return done.ok ? ok(done.value.state) : done;
}
