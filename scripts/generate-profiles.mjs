// Writes the limit profiles that follow from packages/policy/data/provider-limits.json into the example policies. Profiles
// that the data do not lead to stay as they are. With --check nothing is written: the exit code says whether they agree.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { providerProfiles, readProviderData } from '../packages/policy/src/providers.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const FILES = ['default', 'demo'].map((name) => join(ROOT, `examples/policies/${name}.json`));

const profiles = providerProfiles(readProviderData());
for (const file of FILES) {
  const policy = JSON.parse(readFileSync(file, 'utf8'));
  const next = { ...policy.limits.profiles, ...profiles };
  if (JSON.stringify(next) === JSON.stringify(policy.limits.profiles)) continue;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${file} is not what the data lead to: run "npm run profiles"\n`);
    process.exitCode = 1;
    continue;
  }
  policy.limits.profiles = next;
  writeFileSync(file, JSON.stringify(policy));
  execFileSync(join(ROOT, 'node_modules/.bin/biome'), ['format', '--write', file], { cwd: ROOT });
}
