import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import minimumVersions from './minimum-versions.json' with { type: 'json' };
import { ServerFault } from './server-fault.ts';

const LAUNCHERS = fileURLToPath(new URL('../../../../.cache/bin', import.meta.url));

export type ServerName = 'nats-server' | 'redis-server';

/** Oldest versions that keep their promises: NATS before 2.14 acknowledges what it did not fsync. */
export const MINIMUM_VERSION: Readonly<Record<ServerName, string>> = minimumVersions;

/** Path of a server: the one that set-up chose, else the first on the PATH. Throws `SERVER_MISSING`. */
export function findServer(name: ServerName): string {
  const folders = [LAUNCHERS, ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  throw new ServerFault(
    'SERVER_MISSING',
    `${name} ${MINIMUM_VERSION[name]} or newer was not found; run "npm run setup", which fetches it`,
  );
}

/** Throws `SERVER_TOO_OLD` when a version is below the minimum. Versions are `major.minor.patch`. */
export function requireVersion(name: ServerName, version: string, where: string): void {
  if (compareVersions(version, MINIMUM_VERSION[name]) >= 0) return;
  throw new ServerFault(
    'SERVER_TOO_OLD',
    `${name} ${version} (${where}) is too old, ${MINIMUM_VERSION[name]} or newer is needed; run "npm run setup" or update it`,
  );
}

/** Version that a binary states about itself. */
export function versionOf(path: string): string {
  const said = execFileSync(path, ['--version'], { encoding: 'utf8' });
  return /v=?(\d+\.\d+\.\d+)/.exec(said)?.[1] ?? /(\d+\.\d+\.\d+)/.exec(said)?.[1] ?? '0.0.0';
}

/** Negative, zero or positive as `a` is older than, equal to or newer than `b`. Pre-release tags are ignored. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(/[.-]/, 3).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
