import {
  Channel,
  type RegistryServiceDefinition,
  VerificationState,
} from '@hustings/contracts/registry';
import { type Logger, type RpcClient, RpcFailure } from '@hustings/service-kit';
import type { Correspondents } from '../ports/link-desk.ts';

/** Names of their owners, the same in every language. */
const CHANNELS: ReadonlyMap<Channel, string> = new Map([
  [Channel.CHANNEL_WHATSAPP, 'WhatsApp'],
  [Channel.CHANNEL_SMS, 'SMS'],
  [Channel.CHANNEL_TELEGRAM, 'Telegram'],
]);

/** A person who wants to opt out does not wait for a name longer than this. */
const DEADLINE_MS = 1_500;

/** The registry behind its contract. When it is away the page names nobody and works all the same. */
export function grpcCorrespondents(
  registry: Pick<RpcClient<typeof RegistryServiceDefinition>, 'describeSender'>,
  logger: Logger,
): Correspondents {
  return {
    async describe({ organisationId, senderId, campaignId }) {
      try {
        const found = await registry.describeSender(
          { organisationId, senderId, campaignId },
          { deadline: DEADLINE_MS },
        );
        const { organisation, channel, address, campaignName, toolNames } = found;
        return {
          organisation: organisation?.name ?? '',
          verified: organisation?.verification === VerificationState.VERIFICATION_STATE_VERIFIED,
          contact: organisation?.hosts[0] ?? '',
          channel: CHANNELS.get(channel) ?? '',
          address,
          campaign: campaignName,
          tools: toolNames,
          language: organisation?.language ?? '',
        };
      } catch (error) {
        const reason = error instanceof RpcFailure ? error.reason : '';
        logger.warn({ reason }, 'the registry did not say who writes');
        return null;
      }
    },
  };
}
