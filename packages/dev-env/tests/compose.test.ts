import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MEMBERS } from '../src/fleet/members.ts';

const COMPOSE = readFileSync(new URL('../../../deploy/compose.yaml', import.meta.url), 'utf8');
/** `command: [flags, entry]`, perhaps under a name by which another service refers to it. */
const COMMAND = /command:\s*(?:&\S+\s*)?\[([^\]]*services\/[\w-]+\/src\/main\.ts)\s*,?\s*\]/g;

const commands = [...COMPOSE.matchAll(COMMAND)].map(([, words = '']) =>
  words.split(',').map((word) => word.trim()),
);
const services = Object.values(MEMBERS).filter(({ entry }) => entry.startsWith('services/'));

describe('deploy/compose.yaml', () => {
  it.each(services)('starts $entry with the flags of every other fleet', ({ entry, nodeFlags }) => {
    const found = commands.filter((words) => words.at(-1) === entry);
    expect(found).toEqual([[...nodeFlags, entry]]);
  });

  it('starts a second governor as the first', () => {
    expect(COMPOSE).toMatch(/command:\s+&governor \[/);
    expect(COMPOSE).toMatch(/governor-2:\n(?:(?! {2}\S).*\n)*? {4}command: \*governor\n/);
  });
});
