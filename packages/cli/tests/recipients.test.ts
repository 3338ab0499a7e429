import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { countRows, readRecipients } from '../src/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'recipients-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

function write(content: string | Buffer): string {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, content);
  return path;
}

async function read(content: string | Buffer) {
  const path = write(content);
  const rows = await Array.fromAsync(readRecipients(path));
  expect(await countRows(path)).toBe(rows.length);
  return rows;
}

const ANA = { line: 2, to: '+34600000001', language: 'es' };

const spellings: [string, string | Buffer][] = [
  ['commas', 'to,name,language\n+34600000001,Íñigo,es\n'],
  ['semicolons', 'to;name;language\n+34600000001;Íñigo;es\n'],
  ['a byte order mark', '\ufeffto,name,language\n+34600000001,Íñigo,es\n'],
  ['a byte order mark before a quote', '\ufeff"to","name","language"\n+34600000001,Íñigo,es\n'],
  ['Windows line ends', 'to,name,language\r\n+34600000001,Íñigo,es\r\n'],
  ['no line end at the end', 'to,name,language\n+34600000001,Íñigo,es'],
  ['quotes', '"to","name","language"\n"+34600000001","Íñigo","es"\n'],
  ['spaces and capitals', 'To , Name,LANGUAGE\n +34600000001, Íñigo ,ES\n'],
  ['an empty line at the end', 'to,name,language\n+34600000001,Íñigo,es\n\n'],
];

describe('a recipient file', () => {
  test.each(spellings)('with %s', async (_, content) => {
    const fields = { to: '+34600000001', name: 'Íñigo', language: expect.stringMatching(/^es$/i) };
    expect(await read(content)).toEqual([{ ok: true, value: { ...ANA, fields } }]);
  });

  test('may have its columns in any order and more of them', async () => {
    const [row] = await read('city;to\nLogroño;+34600000001\n');
    expect(row).toMatchObject({
      value: { to: '+34600000001', language: '', fields: { city: 'Logroño' } },
    });
  });

  test('may have delimiters of the other kind inside quotes', async () => {
    const [row] = await read('to;"name, family"\n+34600000001;"Pérez, ""Pepe"""\n');
    expect(row).toMatchObject({ value: { fields: { 'name, family': 'Pérez, "Pepe"' } } });
  });
});

const broken: [string, string | Buffer, string][] = [
  ['a quote that is not closed', '+34600000002,"Lucía,es', 'a quote is not closed'],
  ['a quote inside a field', '+34600000002,Lu"cía,es', 'a quote is not closed'],
  ['too few fields', '+34600000002,Lucía', '2 fields where the header names 3'],
  ['too many fields', '+34600000002,Lucía,es,x', '4 fields where the header names 3'],
  ['no number', ',Lucía,es', 'the field "to" is empty'],
  ['Latin-1', Buffer.from('+34600000002,Luc\u00eda,es', 'latin1'), 'not UTF-8'],
  ['a line without end', `+34600000002,${'x'.repeat(20_000)},es`, 'longer than 16384 characters'],
];

describe('a broken row', () => {
  test.each(broken)('with %s is reported, and the others are read', async (_, row, detail) => {
    const [before, after] = ['to,name,language\n+34600000001,Ana,es\n', '\n+34600000003,Eva,es\n'];
    const rows = await read(
      Buffer.concat([Buffer.from(before), Buffer.from(row), Buffer.from(after)]),
    );
    expect(rows).toEqual([
      { ok: true, value: expect.objectContaining({ line: 2, to: '+34600000001' }) },
      {
        ok: false,
        error: { line: 3, reason: 'BROKEN_ROW', detail: expect.stringContaining(detail) },
      },
      { ok: true, value: expect.objectContaining({ line: 4, to: '+34600000003' }) },
    ]);
    expect(JSON.stringify(rows[1])).not.toContain('Luc');
  });
});

const unusable: [string, () => string, string][] = [
  ['that is not there', () => join(folder, 'none.csv'), '(ENOENT)'],
  ['that is a folder', () => folder, '(EISDIR)'],
  ['that is empty', () => write(''), 'is empty'],
  ['without a column "to"', () => write('phone,name\n1,Ana\n'), 'has no column "to"'],
  ['with a column twice', () => write('to,name,Name\n'), 'names the column "name" twice'],
];

test.each(unusable)('a file %s is refused with what to do', async (_, path, message) => {
  await expect(Array.fromAsync(readRecipients(path()))).rejects.toThrow(message);
});
