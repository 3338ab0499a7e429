import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, present } from '@hustings/kernel';

/** What a Lua file promises in its header, and its text with everything that it includes. */
export interface ScriptSource {
  name: string;
  keys: string[];
  args: { name: string; type: 'text' | 'integer' }[];
  /** The server refuses every write of it. */
  readOnly: boolean;
  lua: string;
}

/** Numbers that Lua and TypeScript must agree on: `NAME`, or `NAME.MEMBER` for a group of numbers. */
export type LuaConstants = Record<string, number | Record<string, number>>;

export interface ScriptOptions {
  constants: LuaConstants;
  /** Replaces includes by name; tests put another clock in place of `now`. */
  includes?: Record<string, string>;
}

/**
 * Reads every `*.lua` of a folder. The header's KEYS and ARGV lines (any number of each) become locals: `KEY.<name>` for keys,
 * the name itself for arguments, `REST` for the index of the first argument beyond them. So neither side counts.
 * `-- BEFORE <script>` puts a script's includes before another script and takes that one's header and text: the same
 * script under other conditions.
 */
export function readScriptSources(folder: string, options: ScriptOptions): ScriptSource[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.lua'));
  assert(names.length > 0, `no Lua script in ${folder}`);
  return names.map((file) => readScript(folder, file.slice(0, -'.lua'.length), options));
}

function readScript(folder: string, name: string, options: ScriptOptions): ScriptSource {
  const own = readFileSync(join(folder, `${name}.lua`), 'utf8');
  const [before] = headerWords(own, 'BEFORE');
  const text = before === undefined ? own : readFileSync(join(folder, `${before}.lua`), 'utf8');
  const keys = headerWords(text, 'KEYS');
  const args = headerWords(text, 'ARGV').map((word) => argumentOf(name, word));
  const named = headerWords(text, 'INCLUDE');
  const included = before === undefined ? named : [...headerWords(own, 'INCLUDE'), ...named];
  const includes = included.map(
    (include) =>
      options.includes?.[include] ??
      readFileSync(join(folder, 'include', `${include}.lua`), 'utf8'),
  );
  const lua = [...keyLocals(keys), ...argumentLocals(args), ...includes, text].join('\n');
  const readOnly = headerWords(own, 'READONLY').length > 0;
  const source = withConstants(lua, { name, constants: options.constants });
  return { name, keys, args, readOnly, lua: source };
}

/** Words of all header lines with this label, in order. */
function headerWords(text: string, label: string): string[] {
  const prefix = `-- ${label} `;
  const lines = text.split('\n').filter((line) => line.startsWith(prefix));
  return lines.flatMap((line) => line.slice(prefix.length).trim().split(/\s+/));
}

function argumentOf(script: string, word: string): ScriptSource['args'][number] {
  const [name, type] = word.split(':');
  assert(type === 'text' || type === 'integer', `${script}: argument ${word} has no known type`);
  return { name: present(name, 'a split has a first part'), type };
}

function keyLocals(keys: string[]): string[] {
  return [`local KEY = { ${keys.map((key, index) => `${key} = KEYS[${index + 1}]`).join(', ')} }`];
}

function argumentLocals(args: ScriptSource['args']): string[] {
  const lines = args.map(({ name, type }, index) => {
    const value = `ARGV[${index + 1}]`;
    return `local ${name} = ${type === 'integer' ? `tonumber(${value})` : value}`;
  });
  return [...lines, `local REST = ${args.length + 1}`];
}

/**
 * Puts numbers in place of names: a table of names would be built anew in every call, and a misspelt one would be nil
 * there instead of an error here.
 */
function withConstants(
  lua: string,
  { name, constants }: { name: string; constants: LuaConstants },
): string {
  return Object.entries(constants).reduce((text, [constant, value]) => {
    if (typeof value === 'number') return text.replaceAll(wordOf(constant), String(value));
    return text.replaceAll(new RegExp(`\\b${constant}\\.(\\w+)`, 'g'), (_, member: string) => {
      return String(present(value[member], `${name}: there is no ${constant}.${member}`));
    });
  }, lua);
}

function wordOf(constant: string): RegExp {
  return new RegExp(`\\b${constant}\\b`, 'g');
}
