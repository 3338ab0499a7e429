// Checks the house rules (scripts/tidy/rules.mjs) on every text file of the repository.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RULES } from './tidy/rules.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const SKIPPED = new Set(['node_modules', '.git', '.cache', '.data', 'gen', 'coverage']);
const CHECKED = /\.(ts|mjs|cjs|lua|proto|json|yaml|yml|md|sh|txt)$|(^|\/)(Dockerfile|run|LICENSE)$/;

const files = filesBelow('');
const faults = files.flatMap((path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return RULES.flatMap((rule) => rule(path, text));
});
for (const { path, line, message } of faults) process.stderr.write(`${path}:${line}: ${message}\n`);
process.stdout.write(`tidy: ${files.length} files, ${faults.length} faults\n`);
process.exitCode = faults.length === 0 ? 0 : 1;

/**
 * @param {string} folder from the root, '' for the root
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesBelow(path);
    return entry.isFile() && CHECKED.test(path) ? [path] : [];
  });
}
