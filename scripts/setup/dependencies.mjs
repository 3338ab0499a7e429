// The workspace's packages, installed when a manifest changed since the last time.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './commands.mjs';

/**
 * @param {string} root
 * @param {import('./tools.mjs').Tools} tools
 * @param {(line: string) => void} say
 */
export function installDependencies(root, tools, say) {
  const stamp = join(root, '.cache/stamps/dependencies');
  const fingerprint = fingerprintOf(manifestsIn(root));
  const installed = existsSync(join(root, 'node_modules/.modules.yaml'));
  if (installed && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  say('installing the workspace with pnpm');
  run(tools.pnpm, ['install', '--frozen-lockfile', '--prefer-offline'], {
    cwd: root,
    env: { ...process.env, PATH: tools.path, CI: 'true' },
    purpose: 'install the workspace',
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, fingerprint);
}

/** @param {string} root */
function manifestsIn(root) {
  const packages = ['packages', 'services'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name, 'package.json')),
  );
  const singles = [
    'package.json',
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'e2e/package.json',
    'bench/package.json',
    'chaos/package.json',
  ];
  return [...singles.map((name) => join(root, name)), ...packages].filter((file) =>
    existsSync(file),
  );
}

/** @param {string[]} files */
function fingerprintOf(files) {
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}
