// Runs buf over proto/ and writes one entry file per bounded context, so that callers import
// '@hustings/contracts/<context>' and never a path below gen/, and the descriptors of all contracts. With --check nothing is written: the exit code
// says whether what is committed equals a fresh generation.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Where buf writes, from the folder that it is told (buf.gen.yaml). */
const GEN = 'packages/contracts/src/gen';

if (process.argv.includes('--check')) check();
else generateInto(ROOT);

function check() {
  const fresh = mkdtempSync(join(tmpdir(), 'hustings-gen-'));
  try {
    generateInto(fresh);
    const stale = differences(join(ROOT, GEN), join(fresh, GEN));
    if (stale.length === 0) return;
    process.stderr.write(
      `generated code is not up to date (run "npm run generate"):\n${stale.map((file) => `  ${file}\n`).join('')}`,
    );
    process.exitCode = 1;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @param {string} base */
function generateInto(base) {
  const buf = join(ROOT, 'node_modules/.bin/buf');
  execFileSync(buf, ['generate', '--output', base], { cwd: ROOT, stdio: 'inherit' });
  const gen = join(base, GEN);
  // What servers tell of themselves (gRPC reflection): without comments, which nobody asks them for.
  const descriptors = join(gen, 'descriptors.binpb');
  execFileSync(buf, ['build', '--exclude-source-info', '--output', descriptors], { cwd: ROOT });
  for (const context of readdirSync(join(gen, 'hustings')).sort()) {
    const folder = join(gen, 'hustings', context, 'v1');
    const blocks = readdirSync(folder)
      .sort()
      .map((file) => exportsOf(readFileSync(join(folder, file), 'utf8'), `${context}/v1/${file}`));
    writeFileSync(join(gen, `${context}.ts`), `/* eslint-disable */\n${blocks.join('')}`);
  }
}

/**
 * Re-exports of a generated file's own names; helper types that stand in every file are left out.
 *
 * @param {string} source
 * @param {string} path
 */
function exportsOf(source, path) {
  const shared =
    /^(Exact|DeepPartial|MessageFns|ServerStreamingMethodResult|protobufFileName|protobufPackage)$/;
  const found = [
    ...source.matchAll(/^export (const|type|interface|namespace|class|function) (\w+)/gm),
  ];
  const names = found
    .map(([, kind = '', name = '']) => ({ name, isValue: /const|class|function/.test(kind) }))
    .filter(({ name }) => !shared.test(name));
  const values = new Set(names.filter((each) => each.isValue).map((each) => each.name));
  const types = new Set(names.map((each) => each.name).filter((name) => !values.has(name)));
  const lines = [...values, ...[...types].map((name) => `type ${name}`)].map((n) => `  ${n},\n`);
  return `export {\n${lines.join('')}} from './hustings/${path}';\n`;
}

/**
 * Files that stand in one folder only, or differ.
 *
 * @param {string} left
 * @param {string} right
 */
function differences(left, right) {
  const names = new Set([...filesBelow(left), ...filesBelow(right)]);
  return [...names].sort().filter((name) => contentOf(left, name) !== contentOf(right, name));
}

/** @param {string} folder */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => relative('.', name));
}

/**
 * @param {string} folder
 * @param {string} name
 */
function contentOf(folder, name) {
  try {
    return readFileSync(join(folder, name), 'latin1');
  } catch {
    return null;
  }
}
