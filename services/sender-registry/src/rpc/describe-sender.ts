import { Channel, type RegistryServiceImplementation } from '@hustings/contracts/registry';
import { RpcFailure, requireService } from '@hustings/service-kit';
import type { Registry } from '../app/order.ts';
import { toOrganisation } from './messages.ts';

type DescribeRpcs = Pick<RegistryServiceImplementation, 'describeSender'>;

/** Who writes, for recipients: public names, and nothing that a number costs or may. */
export function describeRpcs({ directory }: Registry): DescribeRpcs {
  return {
    async describeSender(request, context) {
      requireService(context);
      const described = directory.describe(request);
      if (described === null) {
        throw RpcFailure.notFound('ORGANISATION_UNKNOWN', 'there is no such organisation');
      }
      const { organisation, sender, campaign, toolNames } = described;
      return {
        organisation: toOrganisation(organisation),
        channel: sender?.profile.channel ?? Channel.CHANNEL_UNSPECIFIED,
        address: sender?.profile.address ?? '',
        campaignName: campaign?.profile.name ?? '',
        toolNames,
      };
    },
  };
}
