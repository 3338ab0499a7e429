import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from './support/run.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What people read: messages of services and of this tool, contracts, the README and the manuals. Decisions tell how things were. */
const READ = ['services', 'packages', 'proto', 'docs', 'deploy', 'examples'];
const PASSED_OVER = new Set(['node_modules', 'gen', 'tests', 'decisions']);
const TEXTS = /\.(ts|md|proto|ya?ml|html)$/;
/** A command between backticks or quotes, with at most two words: whatever follows may be an argument. */
const NAMED = /[`"']hustings ([a-z][a-z-]*(?: [a-z][a-z-]*)?)/g;

interface Named {
  command: string;
  file: string;
}

function filesUnder(path: string): string[] {
  return readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter(({ name }) => !PASSED_OVER.has(name))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return filesUnder(inside);
      return entry.isFile() && TEXTS.test(entry.name) ? [inside] : [];
    });
}

function namedCommands(): Named[] {
  return ['README.md', ...READ.flatMap(filesUnder)].flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(NAMED)].map(([, command = '']) => ({
      command,
      file,
    })),
  );
}

/** By how the tool says that it is used, such as "hustings pace confirm [options]"; whatever is no command gets its group's help. */
async function exists(command: string): Promise<boolean> {
  const { out } = await run([...command.split(' '), '--help']);
  const usage = /Usage: (.*)/.exec(out)?.[1] ?? '';
  const isGroup = usage.endsWith('[command]');
  return usage.startsWith(`hustings ${command}`) || (usage !== '' && !isGroup);
}

describe('every command that a text tells people to use', () => {
  const named = namedCommands();
  const commands = [...new Set(named.map(({ command }) => command))].toSorted();

  it('is looked for where people read', () => {
    expect(commands.length).toBeGreaterThan(30);
  });

  it.each(commands)('exists: hustings %s', async (command) => {
    const where = named.filter((one) => one.command === command).map(({ file }) => file);
    expect({ exists: await exists(command), where }).toEqual({ exists: true, where });
  });

  it.each(['pace konfirm', 'peace', 'peace confirm'])('would be missed: %s', async (command) => {
    expect(await exists(command)).toBe(false);
  });
});
