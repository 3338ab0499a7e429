// h2load, the load generator of nghttp2, for the benchmark only: the one on the PATH, else fetched into .cache.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpackDebianPackages } from './apt.mjs';
import { findOnPath } from './commands.mjs';
import { writeLauncher } from './servers.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const FOLDER = 'nghttp2-client';

/** Path of h2load. */
export function provideH2load() {
  const onPath = findOnPath('h2load');
  if (onPath !== null) return onPath;
  const launcher = join(ROOT, '.cache/bin/h2load');
  if (existsSync(launcher)) return launcher;
  const folder = join(ROOT, '.cache', FOLDER);
  unpackDebianPackages({ dest: folder, packages: [FOLDER], withDependencies: true });
  writeLauncher(launcher, folder, { name: FOLDER, binary: 'usr/bin/h2load' });
  return launcher;
}
