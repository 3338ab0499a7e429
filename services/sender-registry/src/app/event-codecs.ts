import {
  AddressClaimed,
  CampaignClosed,
  CampaignCreated,
  CredentialIssued,
  CredentialRevoked,
  IntermediaryRegistered,
  LimitProfileChanged,
  OrganisationRegistered,
  OrganisationRevoked,
  OrganisationVerified,
  SenderRegistered,
  SenderRevoked,
  SenderVerificationFailed,
  SenderVerificationRequested,
  SenderVerified,
  ToolGranted,
  ToolGrantRevoked,
  VerificationState,
} from '@hustings/contracts/registry';
import { type EventCodec, messageEvent, PoisonEntry } from '@hustings/event-log';
import type { AddressClaimEvent } from '../domain/address-claim.ts';
import type { CampaignEvent } from '../domain/campaign.ts';
import type { CredentialEvent } from '../domain/credential.ts';
import type { IntermediaryEvent } from '../domain/intermediary.ts';
import type { OrganisationEvent } from '../domain/organisation.ts';
import type { SenderEvent } from '../domain/sender.ts';

const DECLARED = VerificationState.VERIFICATION_STATE_DECLARED;

export const organisationCodec: EventCodec<OrganisationEvent> = {
  OrganisationRegistered: {
    eventType: 'registry.OrganisationRegistered.v1',
    encode: ({ profile }) =>
      OrganisationRegistered.encode({
        organisation: { ...profile, verification: DECLARED },
      }).finish(),
    decode: (data) => {
      const { organisationId, name, kind, country, hosts, language } = required(
        OrganisationRegistered.decode(data).organisation,
      );
      const profile = { organisationId, name, kind, country, hosts, language };
      return { type: 'OrganisationRegistered', profile };
    },
  },
  OrganisationVerified: messageEvent(
    'OrganisationVerified',
    'registry.OrganisationVerified.v1',
    OrganisationVerified,
  ),
  OrganisationRevoked: messageEvent(
    'OrganisationRevoked',
    'registry.OrganisationRevoked.v1',
    OrganisationRevoked,
  ),
};

export const campaignCodec: EventCodec<CampaignEvent> = {
  CampaignCreated: {
    eventType: 'registry.CampaignCreated.v1',
    encode: ({ profile }) =>
      CampaignCreated.encode({ campaign: { ...profile, closed: false } }).finish(),
    decode: (data) => {
      const { campaignId, organisationId, name } = required(CampaignCreated.decode(data).campaign);
      return { type: 'CampaignCreated', profile: { campaignId, organisationId, name } };
    },
  },
  CampaignClosed: messageEvent('CampaignClosed', 'registry.CampaignClosed.v1', CampaignClosed),
};

export const addressClaimCodec: EventCodec<AddressClaimEvent> = {
  AddressClaimed: {
    eventType: 'registry.AddressClaimed.v1',
    encode: ({ holder, endedSenderIds }) =>
      AddressClaimed.encode({ ...holder, endedSenderIds }).finish(),
    decode: (data) => {
      const { senderId, organisationId, channel, claimedAtUs, endedSenderIds } =
        AddressClaimed.decode(data);
      const holder = { senderId, organisationId, channel, claimedAtUs };
      return { type: 'AddressClaimed', holder, endedSenderIds };
    },
  },
};

export const senderCodec: EventCodec<SenderEvent> = {
  SenderRegistered: {
    eventType: 'registry.SenderRegistered.v1',
    encode: ({ profile }) =>
      SenderRegistered.encode({
        sender: { ...profile, verification: DECLARED, grantedIntermediaryIds: [] },
      }).finish(),
    decode: (data) => {
      const { senderId, organisationId, channel, address, limitProfile, numberKind } = required(
        SenderRegistered.decode(data).sender,
      );
      const profile = { senderId, organisationId, channel, address, limitProfile, numberKind };
      return { type: 'SenderRegistered', profile };
    },
  },
  SenderVerificationRequested: messageEvent(
    'SenderVerificationRequested',
    'registry.SenderVerificationRequested.v1',
    SenderVerificationRequested,
  ),
  SenderVerificationFailed: messageEvent(
    'SenderVerificationFailed',
    'registry.SenderVerificationFailed.v1',
    SenderVerificationFailed,
  ),
  SenderVerified: messageEvent('SenderVerified', 'registry.SenderVerified.v1', SenderVerified),
  LimitProfileChanged: messageEvent(
    'LimitProfileChanged',
    'registry.LimitProfileChanged.v1',
    LimitProfileChanged,
  ),
  SenderRevoked: messageEvent('SenderRevoked', 'registry.SenderRevoked.v1', SenderRevoked),
  ToolGranted: messageEvent('ToolGranted', 'registry.ToolGranted.v1', ToolGranted),
  ToolGrantRevoked: messageEvent(
    'ToolGrantRevoked',
    'registry.ToolGrantRevoked.v1',
    ToolGrantRevoked,
  ),
};

export const intermediaryCodec: EventCodec<IntermediaryEvent> = {
  IntermediaryRegistered: messageEvent(
    'IntermediaryRegistered',
    'registry.IntermediaryRegistered.v1',
    IntermediaryRegistered,
  ),
};

export const credentialCodec: EventCodec<CredentialEvent> = {
  CredentialIssued: {
    eventType: 'registry.CredentialIssued.v1',
    encode: ({ profile }) => CredentialIssued.encode(profile).finish(),
    decode: (data) => {
      const { credentialId, secretDigest, roles, organisationId, intermediaryId, label } =
        CredentialIssued.decode(data);
      const profile = { credentialId, secretDigest, roles, organisationId, intermediaryId, label };
      return { type: 'CredentialIssued', profile };
    },
  },
  CredentialRevoked: messageEvent(
    'CredentialRevoked',
    'registry.CredentialRevoked.v1',
    CredentialRevoked,
  ),
};

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new PoisonEntry('an event without its subject matter');
  return value;
}
