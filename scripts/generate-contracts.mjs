// Runs buf over proto/ and writes one entry file per bounded context, so that callers import
// '@hustings/contracts/<context>' and never a path below gen/.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const gen = join(root, 'packages/contracts/src/gen');

execFileSync(join(root, 'node_modules/.bin/buf'), ['generate'], { cwd: root, stdio: 'inherit' });
for (const context of readdirSync(join(gen, 'hustings')).sort()) {
  const folder = join(gen, 'hustings', context, 'v1');
  const blocks = readdirSync(folder)
    .sort()
    .map((file) => exportsOf(readFileSync(join(folder, file), 'utf8'), `${context}/v1/${file}`));
  writeFileSync(join(gen, `${context}.ts`), `/* eslint-disable */\n${blocks.join('')}`);
}

/** Re-exports of a generated file's own names; helper types that stand in every file are left out. */
function exportsOf(source, path) {
  const shared = /^(Exact|DeepPartial|MessageFns|protobufFileName|protobufPackage)$/;
  const names = [
    ...source.matchAll(/^export (const|type|interface|namespace|class|function) (\w+)/gm),
  ].filter((match) => !shared.test(match[2]));
  const values = new Set(names.filter((m) => /const|class|function/.test(m[1])).map((m) => m[2]));
  const types = new Set(names.map((m) => m[2]).filter((name) => !values.has(name)));
  const lines = [...values, ...[...types].map((name) => `type ${name}`)].map((n) => `  ${n},\n`);
  return `export {\n${lines.join('')}} from './hustings/${path}';\n`;
}
