import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { run } from './support/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'recognise-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function recogniseFile(content: string | Uint8Array, ...options: string[]) {
  const file = join(folder, 'replies.txt');
  writeFileSync(file, content);
  const { exitCode, out, err } = await run(['optout', 'recognise', ...options, file]);
  const lines = out.trimEnd().split('\n');
  return { exitCode, err, lines: lines.map((line) => JSON.parse(line) as Record<string, string>) };
}

describe('one JSON line for each line of the file', () => {
  it('names verdict, scope, tier, rule and language', async () => {
    const { lines } = await recogniseFile('STOP\n\nsi\n');
    expect(lines).toEqual([
      {
        text: 'STOP',
        verdict: 'OPT_OUT',
        scope: 'ORGANISATION',
        tier: 'T1',
        rule: 'exact:en:stop',
        language: 'en',
      },
      { text: '', verdict: 'NONE', scope: '', tier: 'T6', rule: '', language: '' },
      // A bare yes opens nothing.
      expect.objectContaining({ text: 'si', verdict: 'NONE', scope: '' }),
    ]);
  });

  it.each([
    ['STOP ALL', 'OPT_OUT', 'ALL_POLITICAL'],
    ['SТОР', 'OPT_OUT', 'ORGANISATION'],
    ['S\u200bT\u200bO\u200bP', 'OPT_OUT', 'ORGANISATION'],
    ['\u202eSTOP\u202c', 'OPT_OUT', 'ORGANISATION'],
    ['HELP', 'HELP', ''],
    ['START', 'START', ''],
    ['stop the cuts', 'NONE', ''],
  ])('%s is %s', async (text, verdict, scope) => {
    const { lines } = await recogniseFile(`${text}\n`);
    expect(lines).toEqual([expect.objectContaining({ text, verdict, scope })]);
  });

  it('counts words gated by language only where they are spoken', async () => {
    const [here] = (await recogniseFile('alto\n', '--locale', 'es-MX')).lines;
    const [elsewhere] = (await recogniseFile('alto\n', '--locale', 'it')).lines;
    expect([here?.verdict, elsewhere?.verdict]).toEqual(['OPT_OUT', 'NONE']);
  });

  it('takes a line of 100 kB and bytes that are no UTF-8', async () => {
    const long = Buffer.from(`${'x'.repeat(100_000)}\n`);
    const { lines } = await recogniseFile(Buffer.concat([long, Buffer.from([0xff, 0xfe, 10])]));
    expect(lines.map(({ verdict }) => verdict)).toEqual(['NONE', 'NONE']);
  });
});

test.each([
  ['a file that is not there', ['none.txt'], 'ENOENT'],
  ['a folder', [folder], 'EISDIR'],
  ['a locale that is none', ['--locale', 'España', 'x'], 'BCP 47'],
])('%s is refused in one line', async (_, args, text) => {
  const { exitCode, err } = await run(['optout', 'recognise', ...args]);
  expect({ exitCode, lines: err.trimEnd().split('\n') }).toEqual({
    exitCode: 2,
    lines: [expect.stringContaining(text)],
  });
});
