import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/nats-core';
import { LogMisconfigured, LogUnavailable } from '../types.ts';

/** Older servers acknowledge commits although their fsync failed, and skip entries after a lost tail. */
const OLDEST = { major: 2, minor: 14 };

/** A client that reconnects knows nothing of its server: longer than the pause between its attempts. */
const PATIENCE_MS = 5_000;
const LOOK_EVERY_MS = 20;

type Connection = Pick<NatsConnection, 'isClosed'> & { info?: { version?: string } | undefined };

/**
 * Throws `LogMisconfigured` when the server is older than 2.14 or says nothing of its version, and `LogUnavailable` when the
 * connection is lost and does not come back within five seconds.
 */
export async function assertServerVersion(nc: Connection): Promise<void> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  while (nc.info === undefined && !nc.isClosed() && performance.now() < deadlineMs) {
    await sleep(LOOK_EVERY_MS);
  }
  if (nc.info === undefined) throw new LogUnavailable('no connection to NATS: is it running?');
  const { version = 'unknown' } = nc.info;
  const [major = Number.NaN, minor = Number.NaN] = version.split('.').map(Number);
  const recent = major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
  if (recent) return;
  throw new LogMisconfigured(
    `nats-server ${version} is too old: ${OLDEST.major}.${OLDEST.minor} or newer is needed, older ones lose acknowledged commits`,
  );
}
