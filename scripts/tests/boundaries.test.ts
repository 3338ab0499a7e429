import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** One forbidden import each, by the rule that must find it. */
const OFFENDERS: { rule: string; file: string; imports: string }[] = [
  { rule: 'domain-cannot-act', file: 'services/a/src/domain/clock.ts', imports: 'node:fs' },
  {
    rule: 'domain-knows-only-pure-packages',
    file: 'services/a/src/domain/adapter.ts',
    imports: '../adapters/store.ts',
  },
  {
    rule: 'domain-uses-no-client-library',
    file: 'services/a/src/domain/redis.ts',
    imports: 'ioredis',
  },
  {
    rule: 'no-service-imports-a-service',
    file: 'services/a/src/app/other.ts',
    imports: '../../../b/src/index.ts',
  },
  {
    rule: 'packages-know-no-service',
    file: 'packages/cli/src/deep.ts',
    imports: '../../../services/b/src/index.ts',
  },
  {
    rule: 'services-ship-without-dev-env',
    file: 'services/a/src/app/server.ts',
    imports: '../../../../packages/dev-env/src/index.ts',
  },
  { rule: 'kernel-stands-alone', file: 'packages/kernel/src/clock.ts', imports: 'node:os' },
  {
    rule: 'decider-rests-on-kernel',
    file: 'packages/decider/src/decider.ts',
    imports: '../../cli/src/index.ts',
  },
  {
    rule: 'contracts-have-one-door',
    file: 'services/a/src/rpc/door.ts',
    imports: '../../../../packages/contracts/src/gen/hustings/log/v1/commit.ts',
  },
  { rule: 'no-cycles', file: 'services/b/src/cycle.ts', imports: './index.ts' },
  { rule: 'resolvable', file: 'services/b/src/lost.ts', imports: './nowhere.ts' },
];

/** What may be imported, and what may import it. */
const INNOCENT: Record<string, string> = {
  'services/a/src/adapters/store.ts':
    "import { readFile } from 'node:fs/promises';\nexport { readFile };\n",
  'services/a/src/domain/pure.ts':
    "import { kernel } from '../../../../packages/kernel/src/index.ts';\nexport { kernel };\n",
  'services/b/src/index.ts': "import './cycle.ts';\nexport const b = 1;\n",
  'packages/kernel/src/index.ts': 'export const kernel = 1;\n',
  'packages/cli/src/index.ts': 'export const cli = 1;\n',
  'packages/dev-env/src/index.ts': "export { b } from '../../../services/b/src/index.ts';\n",
  'packages/contracts/src/gen/hustings/log/v1/commit.ts': 'export const commit = 1;\n',
  'tsconfig.json':
    '{ "compilerOptions": { "module": "nodenext", "allowImportingTsExtensions": true, "noEmit": true } }',
  'package.json': '{ "type": "module", "dependencies": { "ioredis": "6" } }',
  'node_modules/ioredis/package.json':
    '{ "name": "ioredis", "type": "module", "exports": "./index.js" }',
  'node_modules/ioredis/index.js': 'export const Redis = 1;\n',
};

interface Violation {
  rule: { name: string };
  from: string;
}

let workspace: string;
let violations: Violation[];

beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'hustings-boundaries-'));
  for (const [file, text] of Object.entries(INNOCENT)) write(file, text);
  for (const { file, imports } of OFFENDERS) write(file, `import '${imports}';\nexport {};\n`);
  copyFileSync(join(ROOT, '.dependency-cruiser.cjs'), join(workspace, '.dependency-cruiser.cjs'));
  const cruised = spawnSync(
    join(ROOT, 'node_modules/.bin/depcruise'),
    ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'packages', 'services'],
    { cwd: workspace, encoding: 'utf8' },
  );
  const { summary } = JSON.parse(cruised.stdout) as { summary: { violations: Violation[] } };
  violations = summary.violations;
});

afterAll(() => rmSync(workspace, { recursive: true, force: true }));

describe('The boundary', () => {
  it.each(OFFENDERS)('$rule is guarded', ({ rule, file }) => {
    const found = violations.filter((each) => each.rule.name === rule).map((each) => each.from);
    expect(found).toContain(file);
  });

  it('lets everything else pass', () => {
    const innocent = violations.filter(
      ({ from }) => from in INNOCENT && from !== 'services/b/src/index.ts',
    );
    expect(innocent).toEqual([]);
  });
});

function write(file: string, text: string): void {
  const path = join(workspace, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
