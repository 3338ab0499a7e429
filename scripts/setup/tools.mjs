// Node 24 and the pinned pnpm, both from the npm registry, below .cache/tools. The machine's own stay untouched.
import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { isExecutable, run, SetupFailed, statedVersion } from './commands.mjs';

const PNPM_VERSION = '12.21.0';
/** Used when the machine's Node is older than the one that runs TypeScript as it stands. */
const NODE_VERSION = '24.21.0';
const NODE_MAJOR = 24;

/**
 * @typedef {object} Tools
 * @property {string} node path of a Node 24 or newer
 * @property {string} pnpm path of the pinned pnpm
 * @property {string} path PATH on which both come first
 */

/**
 * Finds the tools, fetching those that are missing.
 *
 * @param {string} root
 * @param {(line: string) => void} say
 * @returns {Tools}
 */
export function provideTools(root, say) {
  const folder = join(root, '.cache/tools');
  const wanted = wantedTools(folder);
  const missing = wanted.filter((tool) => !tool.ready());
  if (missing.length > 0) {
    say(`fetching ${missing.map((tool) => tool.spec).join(' and ')} into .cache/tools`);
    fetchTools(
      root,
      folder,
      wanted.map((tool) => tool.spec),
    );
  }
  const broken = wanted.find((tool) => !tool.ready());
  if (broken)
    throw new SetupFailed(`${broken.spec} was fetched but ${broken.file} does not run here`);
  const node = wanted.find((tool) => tool.name === 'node')?.file ?? process.execPath;
  const pnpm = join(folder, 'node_modules/.bin/pnpm');
  const path = [dirname(node), dirname(pnpm), process.env.PATH ?? ''].join(delimiter);
  return { node, pnpm, path };
}

/** @param {string} folder */
function wantedTools(folder) {
  const pnpm = join(folder, 'node_modules/.bin/pnpm');
  const tools = [
    {
      name: 'pnpm',
      spec: `pnpm@${PNPM_VERSION}`,
      file: pnpm,
      // The version stands in a file; asking the program would cost every start a second.
      ready: () => isExecutable(pnpm) && installedVersion(folder, 'pnpm') === PNPM_VERSION,
    },
  ];
  if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) return tools;
  // The package `node` only picks one of these in an install script, which npm may be told not to run.
  const name = `node-${process.platform}-${process.arch}`;
  const file = join(folder, 'node_modules', name, 'bin/node');
  const ready = () =>
    installedVersion(folder, name) === NODE_VERSION && statedVersion(file) === NODE_VERSION;
  return [...tools, { name: 'node', spec: `${name}@${NODE_VERSION}`, file, ready }];
}

/**
 * @param {string} folder
 * @param {string} name
 */
function installedVersion(folder, name) {
  try {
    return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
      .version;
  } catch {
    return null;
  }
}

/**
 * All at once, since npm removes what a later call does not name.
 *
 * @param {string} root
 * @param {string} folder
 * @param {string[]} specs
 */
function fetchTools(root, folder, specs) {
  mkdirSync(folder, { recursive: true });
  const flags = [
    '--no-save',
    '--no-package-lock',
    '--no-audit',
    '--no-fund',
    '--loglevel',
    'error',
  ];
  run('npm', ['install', '--prefix', folder, ...flags, ...specs], {
    cwd: root,
    purpose: `fetch ${specs.join(' and ')} from the npm registry`,
  });
}
