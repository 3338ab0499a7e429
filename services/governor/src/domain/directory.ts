import {
  CampaignCreated,
  Channel,
  LimitProfileChanged,
  OrganisationRegistered,
  SenderRegistered,
} from '@hustings/contracts/registry';

/** What the governor needs of a sender before it decides anything. */
export interface KnownSender {
  senderId: string;
  organisationId: string;
  channel: Channel;
  limitProfile: string;
}

/**
 * Senders, campaigns and hosts as the log has named them so far. It only prepares requests (channel, hosts); whether
 * something may be sent is decided by the script on the facts of its cut.
 */
export interface Directory {
  senders: Map<string, KnownSender>;
  campaignOwners: Map<string, string>;
  hosts: Map<string, string[]>;
}

export function emptyDirectory(): Directory {
  return { senders: new Map(), campaignOwners: new Map(), hosts: new Map() };
}

/** Takes one event into the directory. It grows with registrations and never with messages. */
export function applyToDirectory(directory: Directory, eventType: string, data: Uint8Array): void {
  switch (eventType) {
    case 'registry.OrganisationRegistered.v1': {
      const { organisation } = OrganisationRegistered.decode(data);
      if (organisation) directory.hosts.set(organisation.organisationId, organisation.hosts);
      return;
    }
    case 'registry.CampaignCreated.v1': {
      const { campaign } = CampaignCreated.decode(data);
      if (campaign) directory.campaignOwners.set(campaign.campaignId, campaign.organisationId);
      return;
    }
    case 'registry.SenderRegistered.v1': {
      const { sender } = SenderRegistered.decode(data);
      if (sender) directory.senders.set(sender.senderId, sender);
      return;
    }
    case 'registry.LimitProfileChanged.v1': {
      const { senderId, limitProfile } = LimitProfileChanged.decode(data);
      const sender = directory.senders.get(senderId);
      if (sender) directory.senders.set(senderId, { ...sender, limitProfile });
      return;
    }
    default:
      return;
  }
}

/** Name of a channel as the policy document writes it. */
export function channelName(channel: Channel): 'WHATSAPP' | 'SMS' | 'TELEGRAM' {
  if (channel === Channel.CHANNEL_SMS) return 'SMS';
  return channel === Channel.CHANNEL_TELEGRAM ? 'TELEGRAM' : 'WHATSAPP';
}
