import type { Actor } from '@hustings/contracts/log';
import {
  type Clock,
  type Ids,
  isToken,
  type LogLayout,
  partitionOf,
  type Result,
} from '@hustings/kernel';
import type { AddressFault, Vault } from '@hustings/privacy';
import type { AddressClaimRejection } from '../domain/address-claim.ts';
import type { CampaignRejection } from '../domain/campaign.ts';
import type { CredentialRejection } from '../domain/credential.ts';
import type { IntermediaryRejection } from '../domain/intermediary.ts';
import type { OrganisationRejection } from '../domain/organisation.ts';
import type { SenderRejection } from '../domain/sender.ts';
import type { CodeDelivery } from '../ports/code-delivery.ts';
import type { Secrets } from '../ports/secrets.ts';
import type { Directory } from './directory.ts';
import type { Stores } from './stores.ts';

/** What the use cases work with. */
export interface Registry {
  stores: Stores;
  directory: Directory;
  layout: LogLayout;
  clock: Clock;
  ids: Ids;
  secrets: Secrets;
  vault: Vault;
  codeDelivery: CodeDelivery;
  /** The compromise hold that freezes an organisation now, if one does. */
  holdOn(organisationId: string): string | undefined;
}

/** Who orders something. */
export interface Orderer {
  actor: Actor;
  /** Organisation whose credential it is; '' for staff. */
  organisationId: string;
  correlationId: string;
}

/** Why an order is refused. */
export type RegistryRejection =
  | OrganisationRejection
  | CampaignRejection
  | SenderRejection
  | AddressClaimRejection
  | IntermediaryRejection
  | CredentialRejection
  | { reason: AddressFault }
  | { reason: 'INTERMEDIARY_UNKNOWN' | 'CODE_MALFORMED' | 'ORGANISATION_NOT_HELD' }
  | { reason: 'CODE_WRONG'; attemptsLeft: number }
  | { reason: 'CODE_NOT_DELIVERED'; senderId: string };

export type Ordered<T> = Promise<Result<T, RegistryRejection>>;

/** Facts about nobody in particular, and claims on which all organisations meet, stand in this partition. */
export const COMMON_PARTITION = '0';

/** Partition of an organisation's facts; that of facts about nobody in particular for ''. */
export function homeOf(registry: Registry, organisationId: string): string {
  return organisationId === '' ? COMMON_PARTITION : partitionOf(organisationId, registry.layout);
}

export function metaOf(registry: Registry, orderer: Orderer) {
  return {
    actor: orderer.actor,
    occurredAtUs: registry.clock.nowUs(),
    correlationId: orderer.correlationId,
  };
}

/** An aggregate's address in the log, or null when the id cannot be one: it came from outside. */
export function targetOf(registry: Registry, id: string, organisationId: string) {
  if (!isToken(id)) return null;
  return { id, organisationId, partition: homeOf(registry, organisationId) };
}
