import { describe, expect, it } from 'vitest';
import {
  forbidPrivateRegistries,
  forbidWords,
  limitLua,
  placeTests,
  requireKebabCase,
} from '../tidy/rules.mjs';

const lines = (count: number): string => 'x\n'.repeat(count);

describe('Words', () => {
  it.each([
    { text: "const file = '/home/someone/x';", why: 'a path of one machine' },
    { text: '// TODO: later', why: 'unfinished work' },
    { text: ' * FIXME', why: 'unfinished work' },
    { text: '-- HACK', why: 'unfinished work' },
    { text: "throw new Error('not implemented');", why: 'unfinished work' },
    { text: 'const x = y as any;', why: 'a silenced type check' },
    { text: '// @ts-ignore', why: 'a silenced type check' },
    { text: "it.only('x', () => {});", why: 'a test that hides others or itself' },
    { text: '// see issue 12', why: 'a reference to a tracker' },
    { text: `${'<'.repeat(7)} main`, why: 'a merge conflict that was left behind' },
  ])('are refused: $text', ({ text, why }) => {
    expect(forbidWords('services/a/src/b.ts', `fine\n${text}\n`)).toEqual([
      { path: 'services/a/src/b.ts', line: 2, message: expect.stringContaining(why) },
    ]);
  });

  it.each([
    "const all = 'BAJA TODO';",
    "import x from '../work/y.ts';",
    'a tool issued to 5 people',
    'as anything else',
  ])('are allowed: %s', (text) => {
    expect(forbidWords('a.ts', text)).toEqual([]);
  });
});

describe('A Lua file', () => {
  it.each([
    { path: 'services/governor/lua/decide.lua', count: 80, faults: 0 },
    { path: 'services/governor/lua/decide.lua', count: 81, faults: 1 },
    { path: 'services/governor/lua/include/now.lua', count: 30, faults: 0 },
    { path: 'services/governor/lua/include/now.lua', count: 31, faults: 1 },
    { path: 'services/governor/src/decide.ts', count: 200, faults: 0 },
  ])('$path of $count lines has $faults faults', ({ path, count, faults }) => {
    expect(limitLua(path, lines(count))).toHaveLength(faults);
  });
});

describe('A file name', () => {
  it.each([
    { path: 'a/file-appeal.ts', faults: 0 },
    { path: 'a/gate.int.test.ts', faults: 0 },
    { path: '.dependency-cruiser.cjs', faults: 0 },
    { path: 'a/README.md', faults: 0 },
    { path: 'a/fileAppeal.ts', faults: 1 },
    { path: 'a/file_appeal.mjs', faults: 1 },
    { path: 'a/file_appeal.lua', faults: 0 },
    { path: 'a/Appeal.ts', faults: 1 },
  ])('$path has $faults faults', ({ path, faults }) => {
    expect(requireKebabCase(path, '')).toHaveLength(faults);
  });
});

describe('A test', () => {
  it.each([
    { path: 'services/a/tests/x.test.ts', text: '', faults: 0 },
    { path: 'services/a/src/x.test.ts', text: '', faults: 1 },
    { path: 'services/a/tests/x.test.ts', text: 'await startNats();', faults: 1 },
    { path: 'services/a/tests/x.int.test.ts', text: 'await startNats();', faults: 0 },
    { path: 'services/a/tests/x.e2e.test.ts', text: 'await startFleet({});', faults: 0 },
    { path: 'services/a/src/x.ts', text: 'await startRedis();', faults: 0 },
  ])('at $path with "$text" has $faults faults', ({ path, text, faults }) => {
    expect(placeTests(path, text)).toHaveLength(faults);
  });
});

describe('The lock file', () => {
  it.each([
    {
      path: 'pnpm-lock.yaml',
      text: 'resolution: {tarball: https://registry.test/x.tgz}',
      faults: 1,
    },
    { path: 'pnpm-lock.yaml', text: 'resolution: {integrity: sha512-x}', faults: 0 },
    { path: 'other.yaml', text: 'tarball: https://registry.test/x.tgz', faults: 0 },
  ])('$path with "$text" has $faults faults', ({ path, text, faults }) => {
    expect(forbidPrivateRegistries(path, text)).toHaveLength(faults);
  });
});
