import type { EventLog } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import { readServiceTexts } from '@hustings/policy/service-texts';
import { ContentStore, RecipientKeys, rewrapKeys, type Vault } from '@hustings/privacy';
import type { NatsConnection } from '@nats-io/nats-core';
import { logActStores } from './adapters/act-stores.ts';
import { logErasureStore } from './adapters/privacy/erasure-store.ts';
import { logLegalHolds } from './adapters/privacy/log-legal-holds.ts';
import { natsRetention } from './adapters/privacy/nats-retention.ts';
import { logRotationStore } from './adapters/privacy/rotation-store.ts';
import { underOldestKey, versionedStores } from './adapters/privacy/versioned-stores.ts';
import { underEveryKey } from './adapters/recipients-under-every-key.ts';
import { streamSealedTexts } from './adapters/sealed-texts.ts';
import type { Ledger } from './app/ledger.ts';
import type { PrivacyParts } from './app/privacy/privacy-parts.ts';

/** What every part of the service stands on. */
export interface Base {
  nc: NatsConnection;
  log: EventLog;
  vault: Vault;
  ids: Ids;
}

/** The ledger's parts on the log and the content streams. */
export async function openLedger(
  { nc, log, vault, ids }: Base,
  given: Pick<Ledger, 'barrier' | 'withProvider' | 'rules' | 'clock' | 'pagesUrl'>,
): Promise<Pick<PrivacyParts, 'ledger' | 'stores'> & { keys: RecipientKeys }> {
  const stores = versionedStores(log, ids, vault);
  const contents = await ContentStore.open(nc);
  const keys = await RecipientKeys.open(nc, vault);
  const oldest = underOldestKey(vault);
  const ledger: Ledger = {
    ...given,
    store: underEveryKey(stores),
    acts: logActStores(log, ids),
    sealed: streamSealedTexts({ contents, keys, layout: log.layout, vault: oldest }),
    vault: oldest,
    layout: log.layout,
    texts: readServiceTexts(),
    ids,
  };
  return { ledger, stores, keys };
}

/** What erasure, access, rotation and retention need beyond the ledger. */
export function openPrivacy(
  { nc, log, vault, ids }: Base,
  given: Pick<PrivacyParts, 'ledger' | 'stores' | 'keys' | 'policies'>,
): PrivacyParts {
  return {
    ...given,
    log,
    vault,
    erasures: logErasureStore(log, ids),
    rotations: logRotationStore(log, ids),
    retention: natsRetention(nc, log, ids),
    legalHolds: logLegalHolds(log),
    openKeys: () => RecipientKeys.open(nc, vault),
    openContents: () => ContentStore.open(nc),
    rewrapKeys: (run) => rewrapKeys(nc, { vault, ...run }),
  };
}
