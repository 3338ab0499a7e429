import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readScriptSources } from '../src/script-source.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scripts-'));
  mkdirSync(join(folder, 'include'));
  writeFileSync(join(folder, 'include', 'now.lua'), 'local function now() return 1 end\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, lines: string[]): void {
  writeFileSync(join(folder, `${name}.lua`), lines.join('\n'));
}

const HEADER = [
  '-- Adds.',
  '-- KEYS total other',
  '-- ARGV name:text by:integer',
  '-- INCLUDE now',
  'return now()',
];

describe('a script of a folder', () => {
  test('may be another one after includes of its own', () => {
    write('add', HEADER);
    write('dry', ['-- READONLY yes', '-- BEFORE add', '-- INCLUDE dry']);
    writeFileSync(join(folder, 'include', 'dry.lua'), 'local dry = true\n');
    const [add, dry] = readScriptSources(folder, { constants: {} });
    expect(dry).toEqual({
      ...add,
      name: 'dry',
      readOnly: true,
      lua: add?.lua.replace('local function now', 'local dry = true\n\nlocal function now'),
    });
  });

  test('has the keys and arguments of its header, by name', () => {
    write('add', HEADER);
    const [source] = readScriptSources(folder, { constants: {} });
    expect(source).toMatchObject({
      name: 'add',
      keys: ['total', 'other'],
      args: [
        { name: 'name', type: 'text' },
        { name: 'by', type: 'integer' },
      ],
    });
    expect(source?.lua.split('\n').slice(0, 4)).toEqual([
      'local KEY = { total = KEYS[1], other = KEYS[2] }',
      'local name = ARGV[1]',
      'local by = tonumber(ARGV[2])',
      'local REST = 3',
    ]);
  });

  test('begins with its includes, of which a test can replace one', () => {
    write('add', HEADER);
    const [real] = readScriptSources(folder, { constants: {} });
    expect(real?.lua).toContain('local function now() return 1 end');
    const includes = { now: 'local function now() return 2 end' };
    const [replaced] = readScriptSources(folder, { constants: {}, includes });
    expect(replaced?.lua).toContain('return 2 end');
    expect(replaced?.lua).not.toContain('return 1 end');
  });

  const constants = { LIFE_US: 86_400_000_000, REASON: { NONE: 0, LATE: 3 } };

  test('has numbers in place of the constants that both sides share', () => {
    write('add', ['return { LIFE_US, REASON.LATE, MY_LIFE_US, REASONS.LATE }']);
    const [source] = readScriptSources(folder, { constants });
    expect(source?.lua).toContain('return { 86400000000, 3, MY_LIFE_US, REASONS.LATE }');
  });

  test('is refused when it names a constant that does not exist', () => {
    write('add', ['return REASON.LAET']);
    expect(() => readScriptSources(folder, { constants })).toThrow(/there is no REASON.LAET/);
  });

  test('is refused when an argument has no known type', () => {
    write('add', ['-- ARGV by:colour', 'return 1']);
    expect(() => readScriptSources(folder, { constants: {} })).toThrow(
      /by:colour has no known type/,
    );
  });

  test('is not there when the folder is the wrong one', () => {
    expect(() => readScriptSources(folder, { constants: {} })).toThrow(/no Lua script/);
  });
});
