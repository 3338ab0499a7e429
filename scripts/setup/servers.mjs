// nats-server and redis-server: those that the user names, else good ones on the PATH, else fetched into .cache.
// What is fetched gets a launcher in .cache/bin, where the development environment looks first.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { unpackDebianPackages } from './apt.mjs';
import { findOnPath, isAtLeast, run, SetupFailed, statedVersion } from './commands.mjs';

/**
 * @typedef {object} ServerNeed
 * @property {string} name
 * @property {string} why
 * @property {string} urlVariable names a server that runs already
 * @property {string} binary path below the unpacked folder
 * @property {string[]} companions further programs of the same package that the benchmarks use
 * @property {string} help where to get it by hand
 * @property {{ suite?: string, withDependencies?: boolean }} source
 */

/**
 * Oldest versions that will do, shared with the development environment.
 *
 * @type {Record<string, string>}
 */
const MINIMUM = JSON.parse(
  readFileSync(
    new URL('../../packages/dev-env/src/servers/minimum-versions.json', import.meta.url),
    'utf8',
  ),
);

/** @type {ServerNeed[]} */
export const SERVERS = [
  {
    name: 'nats-server',
    why: 'older ones acknowledge messages that they did not write to disk',
    urlVariable: 'NATS_URL',
    binary: 'usr/sbin/nats-server',
    companions: [],
    help: 'https://github.com/nats-io/nats-server/releases',
    // First Debian suite with a version that will do. It is one static program, so nothing comes along.
    source: { suite: 'forky' },
  },
  {
    name: 'redis-server',
    why: 'the scripts use what older ones lack',
    urlVariable: 'REDIS_URL',
    binary: 'usr/bin/redis-server',
    companions: ['usr/bin/redis-benchmark'],
    help: 'https://redis.io/docs/latest/operate/oss_and_stack/install/',
    source: { withDependencies: true },
  },
];

/**
 * Sees that both servers are there, fit, and pass a self-test.
 *
 * @param {string} root
 * @param {import('./tools.mjs').Tools} tools
 * @param {(line: string) => void} say
 */
export function provideServers(root, tools, say) {
  for (const need of SERVERS) {
    if (!process.env[need.urlVariable]) provideServer(root, need, say);
  }
  run(tools.node, [join(root, 'packages/dev-env/src/self-test/main.ts')], {
    cwd: root,
    env: { ...process.env, PATH: tools.path },
    purpose: 'use the servers',
  });
}

/**
 * @param {string} root
 * @param {ServerNeed} need
 * @param {(line: string) => void} say
 */
function provideServer(root, need, say) {
  const launcher = join(root, '.cache/bin', need.name);
  const found = findOnPath(need.name);
  // Whoever has .cache/bin on the PATH finds our own launcher there, which must stay.
  const onPath = found === launcher ? null : found;
  if (isFit(onPath, need)) {
    rmSync(launcher, { force: true });
    return;
  }
  const folder = join(root, '.cache', need.name);
  if (isFit(launcher, need)) {
    writeCompanions(root, folder, need);
    return;
  }
  const instead =
    onPath === null ? '' : ` instead of ${onPath} (${statedVersion(onPath) ?? 'no version'})`;
  say(
    `fetching ${need.name} into .cache${instead} (${MINIMUM[need.name]} or newer is needed: ${need.why})`,
  );
  try {
    unpackDebianPackages({ dest: folder, packages: [need.name], ...need.source });
  } catch (cause) {
    throw new SetupFailed(
      `${adviceOn(need)}\n${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
  writeLauncher(launcher, folder, need);
  writeCompanions(root, folder, need);
  if (!isFit(launcher, need)) {
    throw new SetupFailed(
      `${adviceOn(need)}\nwhat apt gave is ${statedVersion(launcher) ?? 'not able to run here'}`,
    );
  }
}

/**
 * A server that came from the PATH has brought its companions there as well.
 *
 * @param {string} root
 * @param {string} folder
 * @param {ServerNeed} need
 */
function writeCompanions(root, folder, need) {
  for (const binary of need.companions) {
    const launcher = join(root, '.cache/bin', binary.slice(binary.lastIndexOf('/') + 1));
    if (existsSync(join(folder, binary))) writeLauncher(launcher, folder, { ...need, binary });
  }
}

/**
 * @param {string | null} file
 * @param {ServerNeed} need
 */
function isFit(file, need) {
  const version = file === null || !existsSync(file) ? null : statedVersion(file);
  return version !== null && isAtLeast(version, MINIMUM[need.name] ?? '');
}

/** @param {ServerNeed} need */
function adviceOn(need) {
  return (
    `${need.name} ${MINIMUM[need.name]} or newer is needed (${need.why}). Install one from ${need.help} ` +
    `and put it on the PATH, or set ${need.urlVariable} to a server that runs.`
  );
}

/**
 * Unpacked programs look for their libraries where they would be installed; the launcher tells them where they are.
 *
 * @param {string} launcher
 * @param {string} folder
 * @param {Pick<ServerNeed, 'name' | 'binary'>} need
 */
export function writeLauncher(launcher, folder, need) {
  const libraries = ['usr/lib', 'lib']
    .filter((part) => existsSync(join(folder, part)))
    .flatMap((part) => readdirSync(join(folder, part)).map((name) => join(part, name)))
    .filter((part) => part.includes('-linux-gnu'))
    .map((part) => `$here/../${need.name}/${part}`);
  const lines = [
    '#!/bin/sh',
    'here=$(dirname "$0")',
    ...(libraries.length > 0 ? [`export LD_LIBRARY_PATH="${libraries.join(':')}"`] : []),
    `exec "$here/../${need.name}/${need.binary}" "$@"`,
  ];
  mkdirSync(join(launcher, '..'), { recursive: true });
  writeFileSync(launcher, `${lines.join('\n')}\n`);
  chmodSync(launcher, 0o755);
}
