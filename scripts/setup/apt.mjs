// Fetches Debian packages and unpacks them into a folder. Nothing is installed, no privilege is needed, and the
// machine's own package lists stay as they are. Signatures are checked by apt as always.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { findOnPath, run, SetupFailed } from './commands.mjs';

const DEBIAN_KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const DEBIAN_MIRROR = 'http://deb.debian.org/debian';

/**
 * Unpacks packages into a new folder, which appears only when all went well.
 *
 * @param {object} options
 * @param {string} options.dest folder to make
 * @param {string[]} options.packages
 * @param {string} [options.suite] a Debian suite, else the machine's own sources
 * @param {boolean} [options.withDependencies] also what they need and the machine lacks
 */
export function unpackDebianPackages({ dest, packages, suite, withDependencies = false }) {
  requireApt(packages);
  const work = mkdtempSync(join(tmpdir(), 'hustings-apt-'));
  try {
    const options = aptOptions(work, suite);
    const apt = (/** @type {string[]} */ ...args) =>
      run('apt-get', ['-qq', ...options, ...args], {
        cwd: work,
        purpose: `fetch ${packages.join(', ')}`,
      });
    apt('update');
    const names = withDependencies
      ? namesToInstall(apt('--simulate', 'install', ...packages))
      : packages;
    apt('download', ...(names.length > 0 ? names : packages));
    unpackAll(work, dest);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Names in the output of a simulated installation: lines such as `Inst libjemalloc2 (5.3.0-1 Debian:12 [amd64])`.
 * The C library is left out: a second one beside the machine's own would break whatever loads it.
 *
 * @param {string} simulation
 */
export function namesToInstall(simulation) {
  const names = [...simulation.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
  return names.filter((name) => !/^libc6\b/.test(name));
}

/**
 * The Debian mirror that a machine uses, from the text of its source lists (deb822 and one-line style), or null.
 *
 * @param {string} sources
 */
export function mirrorIn(sources) {
  const addresses = sources
    .split('\n')
    .filter((line) => /^(URIs:|deb )/.test(line))
    .flatMap((line) => line.match(/https?:\/\/[^\s\]]+/g) ?? []);
  return addresses.find((address) => /\/debian\/?$/.test(address)) ?? null;
}

/** @param {string[]} packages */
function requireApt(packages) {
  const missing = ['apt-get', 'dpkg'].filter((name) => findOnPath(name) === null);
  if (missing.length === 0) return;
  throw new SetupFailed(
    `cannot fetch ${packages.join(', ')}: this machine has no ${missing.join(' and no ')}`,
  );
}

/**
 * @param {string} work
 * @param {string | undefined} suite
 */
function aptOptions(work, suite) {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'parts']) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  const settings = [
    `Dir::State::lists=${work}/lists`,
    `Dir::Cache=${work}/cache`,
    // As root, apt would hand the download to a user who may not write here.
    `APT::Sandbox::User=${userInfo().username}`,
  ];
  if (suite !== undefined) {
    const line = `deb [signed-by=${DEBIAN_KEYRING}] ${debianMirror()} ${suite} main\n`;
    writeFileSync(join(work, 'sources.list'), line);
    settings.push(
      `Dir::Etc::sourcelist=${work}/sources.list`,
      `Dir::Etc::sourceparts=${work}/parts`,
    );
  }
  return settings.flatMap((setting) => ['-o', setting]);
}

function debianMirror() {
  if (!existsSync(DEBIAN_KEYRING)) {
    throw new SetupFailed(`${DEBIAN_KEYRING} is missing (package debian-archive-keyring)`);
  }
  const folder = '/etc/apt/sources.list.d';
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const lists = ['/etc/apt/sources.list', ...files].filter((file) =>
    /\.(list|sources)$/.test(file),
  );
  const texts = lists.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'));
  return mirrorIn(texts.join('\n')) ?? DEBIAN_MIRROR;
}

/**
 * @param {string} work
 * @param {string} dest
 */
function unpackAll(work, dest) {
  const unpacked = join(work, 'unpacked');
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
    run('dpkg', ['-x', join(work, file), unpacked], { purpose: `unpack ${file}` });
  }
  rmSync(dest, { recursive: true, force: true });
  mkdirSync(join(dest, '..'), { recursive: true });
  run('cp', ['-a', unpacked, dest], { purpose: `write ${dest}` });
}
