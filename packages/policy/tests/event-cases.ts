import * as governor from '@hustings/contracts/governor';
import * as registry from '@hustings/contracts/registry';

/** An event and the facts that it means. */
export interface EventCase {
  story: string;
  eventType: string;
  data: Uint8Array;
  facts: object[];
}

const organisationId = 'org-1';
const senderId = 'snd-1';

/** Protobuf bytes of a message given in part. */
export function encode<T>(
  type: { encode(message: T): { finish(): Uint8Array }; fromPartial(partial: never): T },
  partial: object,
): Uint8Array {
  return type.encode(type.fromPartial(partial as never)).finish();
}

/** Orders of owners for what is queued. */
export const LANE_CASES: EventCase[] = [
  {
    story: 'a campaign is paused',
    eventType: 'governor.LanePaused.v1',
    data: encode(governor.LanePaused, { organisationId, lane: { campaignId: 'cmp-1' } }),
    facts: [{ type: 'LanePaused', organisationId, lane: { kind: 'CAMPAIGN', id: 'cmp-1' } }],
  },
  {
    story: 'a sender is resumed',
    eventType: 'governor.LaneResumed.v1',
    data: encode(governor.LaneResumed, { organisationId, lane: { senderId } }),
    facts: [{ type: 'LaneResumed', organisationId, lane: { kind: 'SENDER', id: senderId } }],
  },
  {
    story: 'a cancellation is ordered',
    eventType: 'governor.CancellationOrdered.v1',
    data: encode(governor.CancellationOrdered, {
      organisationId,
      orderId: 'can-1',
      senderId,
      throughNumber: 7n,
    }),
    facts: [
      {
        type: 'CancellationOrdered',
        organisationId,
        orderId: 'can-1',
        messageIds: [],
        campaignId: '',
        senderId,
        throughNumber: 7,
      },
    ],
  },
];

/** Events of the registry. */
export const REGISTRY_CASES: EventCase[] = [
  {
    story: 'an organisation is registered',
    eventType: 'registry.OrganisationRegistered.v1',
    data: encode(registry.OrganisationRegistered, { organisation: { organisationId } }),
    facts: [{ type: 'OrganisationDeclared', organisationId }],
  },
  {
    story: 'an organisation is verified',
    eventType: 'registry.OrganisationVerified.v1',
    data: encode(registry.OrganisationVerified, { organisationId }),
    facts: [{ type: 'OrganisationVerified', organisationId }],
  },
  {
    story: 'an organisation is revoked',
    eventType: 'registry.OrganisationRevoked.v1',
    data: encode(registry.OrganisationRevoked, { organisationId }),
    facts: [{ type: 'OrganisationRevoked', organisationId }],
  },
  {
    story: 'a sender is registered with its profile',
    eventType: 'registry.SenderRegistered.v1',
    data: encode(registry.SenderRegistered, {
      sender: { senderId, organisationId, limitProfile: 'p' },
    }),
    facts: [{ type: 'SenderDeclared', organisationId, senderId, limitProfile: 'p' }],
  },
  {
    story: 'a sender gets another profile',
    eventType: 'registry.LimitProfileChanged.v1',
    data: encode(registry.LimitProfileChanged, {
      ...{ senderId, organisationId, limitProfile: 'q' },
      changedAtUs: 5n,
    }),
    facts: [{ type: 'LimitProfileChanged', organisationId, senderId, limitProfile: 'q', atUs: 5 }],
  },
  {
    story: 'a sender is verified',
    eventType: 'registry.SenderVerified.v1',
    data: encode(registry.SenderVerified, { senderId, organisationId }),
    facts: [{ type: 'SenderVerified', organisationId, senderId }],
  },
  {
    story: 'a sender is revoked',
    eventType: 'registry.SenderRevoked.v1',
    data: encode(registry.SenderRevoked, { senderId, organisationId }),
    facts: [{ type: 'SenderRevoked', organisationId, senderId }],
  },
  {
    story: 'a tool is granted',
    eventType: 'registry.ToolGranted.v1',
    data: encode(registry.ToolGranted, { senderId, organisationId, intermediaryId: 'int-1' }),
    facts: [{ type: 'ToolGranted', organisationId, senderId, intermediaryId: 'int-1' }],
  },
  {
    story: 'a grant is revoked',
    eventType: 'registry.ToolGrantRevoked.v1',
    data: encode(registry.ToolGrantRevoked, { senderId, organisationId, intermediaryId: 'int-1' }),
    facts: [{ type: 'ToolGrantRevoked', organisationId, senderId, intermediaryId: 'int-1' }],
  },
  {
    story: 'a tool gets a credential',
    eventType: 'registry.CredentialIssued.v1',
    data: encode(registry.CredentialIssued, {
      credentialId: 'crd-1',
      organisationId,
      intermediaryId: 'int-1',
    }),
    facts: [
      { type: 'CredentialIssued', organisationId, credentialId: 'crd-1', intermediaryId: 'int-1' },
    ],
  },
  {
    story: 'staff gets a credential: it sends nothing',
    eventType: 'registry.CredentialIssued.v1',
    data: encode(registry.CredentialIssued, { credentialId: 'crd-1' }),
    facts: [],
  },
  {
    story: 'a credential is revoked',
    eventType: 'registry.CredentialRevoked.v1',
    data: encode(registry.CredentialRevoked, { credentialId: 'crd-1', organisationId }),
    facts: [{ type: 'CredentialRevoked', organisationId, credentialId: 'crd-1' }],
  },
  {
    story: 'a credential of staff is revoked',
    eventType: 'registry.CredentialRevoked.v1',
    data: encode(registry.CredentialRevoked, { credentialId: 'crd-1' }),
    facts: [],
  },
  {
    story: 'a campaign is created',
    eventType: 'registry.CampaignCreated.v1',
    data: encode(registry.CampaignCreated, { campaign: { campaignId: 'cmp-1', organisationId } }),
    facts: [{ type: 'CampaignCreated', organisationId, campaignId: 'cmp-1' }],
  },
  {
    story: 'a campaign is closed',
    eventType: 'registry.CampaignClosed.v1',
    data: encode(registry.CampaignClosed, { campaignId: 'cmp-1', organisationId }),
    facts: [{ type: 'CampaignClosed', organisationId, campaignId: 'cmp-1' }],
  },
];
