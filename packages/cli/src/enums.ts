import { Scope } from '@hustings/contracts/optout';
import { Channel, OrganisationKind, Role } from '@hustings/contracts/registry';
import { Option } from 'commander';

/** Words of the command line for values of the contracts. */
export const CHANNELS = {
  whatsapp: Channel.CHANNEL_WHATSAPP,
  sms: Channel.CHANNEL_SMS,
  telegram: Channel.CHANNEL_TELEGRAM,
} as const;

export const KINDS = {
  party: OrganisationKind.ORGANISATION_KIND_PARTY,
  candidate: OrganisationKind.ORGANISATION_KIND_CANDIDATE,
  ngo: OrganisationKind.ORGANISATION_KIND_NGO,
  'informal-group': OrganisationKind.ORGANISATION_KIND_INFORMAL_GROUP,
} as const;

export const ROLES = {
  operator: Role.ROLE_OPERATOR,
  'organisation-admin': Role.ROLE_ORGANISATION_ADMIN,
  tool: Role.ROLE_TOOL,
  moderator: Role.ROLE_MODERATOR,
  reviewer: Role.ROLE_REVIEWER,
  'policy-officer': Role.ROLE_POLICY_OFFICER,
  auditor: Role.ROLE_AUDITOR,
  counsel: Role.ROLE_COUNSEL,
} as const;

export const SCOPES = {
  sender: Scope.SCOPE_SENDER,
  campaign: Scope.SCOPE_CAMPAIGN,
  organisation: Scope.SCOPE_ORGANISATION,
  'all-political': Scope.SCOPE_ALL_POLITICAL,
} as const;

/** An option that takes one of the words. */
export function choice(flags: string, description: string, words: object): Option {
  return new Option(flags, description).choices(Object.keys(words));
}

/** For options that may be given several times. */
export function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}
