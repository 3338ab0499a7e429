import type { NatsConnection } from '@nats-io/nats-core';
import { LogMisconfigured } from '../types.ts';

/** Older servers acknowledge commits although their fsync failed, and skip entries after a lost tail. */
const OLDEST = { major: 2, minor: 14 };

/** Throws `LogMisconfigured` when the server is older than 2.14 or says nothing of its version. */
export function assertServerVersion({ info }: Pick<NatsConnection, 'info'>): void {
  const version = info?.version ?? 'unknown';
  const [major = Number.NaN, minor = Number.NaN] = version.split('.').map(Number);
  const recent = major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
  if (recent) return;
  throw new LogMisconfigured(
    `nats-server ${version} is too old: ${OLDEST.major}.${OLDEST.minor} or newer is needed, older ones lose acknowledged commits`,
  );
}
