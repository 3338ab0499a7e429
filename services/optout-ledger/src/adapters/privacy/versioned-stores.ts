import type { EventLog } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import type { Vault } from '@hustings/privacy';
import type { Ledger } from '../../app/ledger.ts';
import { recipientAggregate } from '../../domain/privacy/recipient-aggregate.ts';
import { logRecipientStore } from '../recipient-store.ts';
import type { VersionedStores } from '../recipients-under-every-key.ts';

/** Recipients in the event log under each version of the pseudonym key. */
export function versionedStores(log: EventLog, ids: Ids, vault: Vault): VersionedStores {
  const { versions, oldestVersion } = vault;
  const [oldest, ...later] = versions.map((version) =>
    logRecipientStore(log, ids, recipientAggregate(version, oldestVersion)),
  );
  return { oldest: oldest ?? logRecipientStore(log, ids), later, vault };
}

/** The ledger knows people under the oldest version: from it all others follow. */
export function underOldestKey(vault: Vault): Ledger['vault'] {
  return {
    organisationPseudonym: (organisationId, address) =>
      vault.everyPseudonym(organisationId, address)[0] ?? '',
    allPoliticalPseudonym: (address) => vault.everyPseudonym(null, address)[0] ?? '',
    inUse(organisationId, oldest) {
      if (vault.pseudonymVersion === vault.oldestVersion) return oldest;
      const later = vault.successorsOf(organisationId === '' ? null : organisationId, oldest);
      return later[vault.versions.indexOf(vault.pseudonymVersion) - 1] ?? oldest;
    },
    keyedDigest: (purpose, value) => vault.keyedDigest(purpose, value),
  };
}
