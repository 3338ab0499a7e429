import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSecrets, secretVariables } from './secrets.ts';

/**
 * Makes one file for each secret that a folder lacks, named after its variable in lower case with hyphens
 * (`hustings-master-key`), as `<NAME>_FILE` expects them. Never replaces one. Returns the names that it made.
 */
export function makeSecretFiles(dir: string): string[] {
  mkdirSync(dir, { recursive: true });
  const secrets = Object.entries(secretVariables(generateSecrets()));
  const missing = secrets
    .map(([variable, secret]) => ({ name: variable.toLowerCase().replaceAll('_', '-'), secret }))
    .filter(({ name }) => !existsSync(join(dir, name)));
  for (const { name, secret } of missing) {
    writeFileSync(join(dir, name), secret, { mode: 0o400, flag: 'wx' });
  }
  return missing.map(({ name }) => name);
}
