import {
  type JetStreamManager,
  jetstreamManager,
  StorageType,
  type StreamInfo,
} from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { LEASE_TTL_MS, MEMBERS_BUCKET } from '../barrier/leases.ts';
import { SHARES_BUCKET } from '../shares/share-store.ts';
import { LogMisconfigured } from '../types.ts';
import { API_CODE, apiCode } from './faults.ts';
import { assertServerVersion } from './server-version.ts';
import {
  assertSettings,
  planStreams,
  type StreamPlan,
  type StreamSettings,
} from './stream-settings.ts';

/** What was installed, so that a stream that is gone is never made anew, empty. */
const INSTALLED_BUCKET = 'HUSTINGS_INSTALLED';
const LAYOUT_KEY = 'layout';

/**
 * Makes the streams and buckets of a deployment, or checks those that stand. May run again at any time and from several places at
 * once. Throws `LogMisconfigured` for another layout than the one chosen once, for settings that differ, and for a
 * stream that was there and is gone: that one must come back from a backup or from a replica.
 */
export async function installStreams(nc: NatsConnection, plan: StreamPlan): Promise<void> {
  await assertServerVersion(nc);
  const jsm = await jetstreamManager(nc);
  const installed = await new Kvm(nc).create(INSTALLED_BUCKET, {
    replicas: plan.replicas,
    storage: StorageType.File,
    allow_direct: false,
  });
  await fixLayout(installed, plan);
  for (const settings of planStreams(plan)) await installStream(jsm, installed, settings);
  // In a file: leases must outlive a restart of the server as their members do.
  await new Kvm(nc).create(MEMBERS_BUCKET, {
    replicas: plan.replicas,
    storage: StorageType.File,
    ttl: LEASE_TTL_MS,
    allow_direct: false,
  });
  await new Kvm(nc).create(SHARES_BUCKET, {
    replicas: plan.replicas,
    storage: StorageType.File,
    allow_direct: false,
  });
}

async function fixLayout(installed: KV, { partitions, gates }: StreamPlan): Promise<void> {
  const wanted = JSON.stringify({ partitions, gates });
  const known = await remember(installed, LAYOUT_KEY, wanted);
  if (known !== wanted) {
    throw new LogMisconfigured(
      `the log was installed with layout ${known}; it cannot become ${wanted}: organisations would change places`,
    );
  }
}

async function installStream(
  jsm: JetStreamManager,
  installed: KV,
  settings: StreamSettings,
): Promise<void> {
  const known = (await installed.get(settings.name))?.string() ?? null;
  const found = await findStream(jsm, settings.name);
  if (found === null && known !== null) {
    throw new LogMisconfigured(
      `stream ${settings.name} (created ${known}) is gone; restore it, an empty one would hide the loss`,
    );
  }
  const info = found ?? (await jsm.streams.add(settings));
  assertSettings(settings, info);
  const created = await remember(installed, settings.name, info.created);
  if (created !== info.created) {
    throw new LogMisconfigured(
      `stream ${settings.name} was created ${info.created}, but the one that was installed ${created}`,
    );
  }
}

/** Writes a value where none is. Returns the one that stands. */
async function remember(bucket: KV, key: string, value: string): Promise<string> {
  const known = await bucket.get(key);
  if (known !== null) return known.string();
  try {
    await bucket.create(key, value);
    return value;
  } catch (error) {
    // Another installer was faster.
    const theirs = await bucket.get(key);
    if (theirs === null) throw error;
    return theirs.string();
  }
}

async function findStream(jsm: JetStreamManager, name: string): Promise<StreamInfo | null> {
  try {
    return await jsm.streams.info(name);
  } catch (error) {
    if (apiCode(error) === API_CODE.streamNotFound) return null;
    throw error;
  }
}
