import type { EventLog } from '@hustings/event-log';
import type { ContentStore, RecipientKeys, RewrapProgress, Vault } from '@hustings/privacy';
import type { RotationStore } from '../../adapters/privacy/rotation-store.ts';
import type { VersionedStores } from '../../adapters/recipients-under-every-key.ts';
import type { PrivacyPolicies } from '../../domain/privacy/privacy-policies.ts';
import type { ErasureStore } from '../../ports/erasure-store.ts';
import type { LegalHolds } from '../../ports/legal-holds.ts';
import type { RetentionStore } from '../../ports/retention-store.ts';
import type { Ledger } from '../ledger.ts';

/** What the use cases of privacy need. */
export interface PrivacyParts {
  ledger: Ledger;
  log: EventLog;
  vault: Vault;
  erasures: ErasureStore;
  rotations: RotationStore;
  retention: RetentionStore;
  legalHolds: LegalHolds;
  /** Recipients under each version of the pseudonym key. */
  stores: VersionedStores;
  policies: Pick<PrivacyPolicies, 'at'>;
  /** The keys that this process remembers. */
  keys: Pick<RecipientKeys, 'erase'>;
  /** Keys without memory of an earlier call, so that what was erased meanwhile is gone. */
  openKeys: () => Promise<RecipientKeys>;
  openContents: () => Promise<ContentStore>;
  /** Wraps the keys of a partition with the newest master key. */
  rewrapKeys(run: { partition: string; dryRun: boolean }): AsyncIterable<RewrapProgress>;
}
