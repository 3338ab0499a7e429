// npm run check: every gate that needs no server, all of them even when one fails, with the time of each.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @type {{ name: string, command: string, args: string[] }[]} */
const GATES = [
  { name: 'format and lint', command: 'biome', args: ['ci', '--error-on-warnings', '.'] },
  { name: 'lint with types', command: 'oxlint', args: ['--type-aware', '--deny-warnings', '.'] },
  { name: 'types', command: 'tsc', args: ['--project', '.'] },
  { name: 'contracts', command: 'buf', args: ['lint'] },
  { name: 'generated code', command: 'node', args: ['scripts/generate-contracts.mjs', '--check'] },
  {
    name: 'boundaries',
    command: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'packages', 'services', 'e2e', 'bench', 'chaos'],
  },
  { name: 'house rules', command: 'node', args: ['scripts/tidy.mjs'] },
];

const failed = GATES.filter((gate) => !pass(gate));
if (failed.length > 0) {
  process.stderr.write(`check: failed: ${failed.map((gate) => gate.name).join(', ')}\n`);
  process.exitCode = 1;
}

/** @param {{ name: string, command: string, args: string[] }} gate */
function pass({ name, command, args }) {
  const file = command === 'node' ? process.execPath : join(ROOT, 'node_modules/.bin', command);
  const started = performance.now();
  const done = spawnSync(file, args, { cwd: ROOT, encoding: 'utf8' });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const ok = done.status === 0;
  process.stderr.write(`check: ${ok ? 'ok    ' : 'FAILED'} ${seconds.padStart(5)} s  ${name}\n`);
  if (!ok) process.stderr.write(`${done.stdout}${done.stderr}${done.error?.message ?? ''}\n`);
  return ok;
}
