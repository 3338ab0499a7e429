import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { messageRenderer, parseTemplates, type Recipient, rowKeys } from '../src/index.ts';
import { renderFor } from '../src/send/template.ts';

const folder = mkdtempSync(join(tmpdir(), 'templates-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'es.txt'), 'Hola {{name}}\n');
writeFileSync(join(folder, 'pt-br.txt'), 'Oi {{name}}\n');
writeFileSync(join(folder, 'notes.md'), 'not a template');

function rowFor(fields: Record<string, string>): Recipient {
  const { to = '+34600000001', language = '' } = fields;
  return { line: 2, to, language, fields: { to, language, ...fields } };
}

const sources: [string, string[], [string, string][]][] = [
  ['a text', ['Hola'], [['', 'Hola']]],
  [
    'texts by language',
    ['es=Hola', 'EN=Hello'],
    [
      ['es', 'Hola'],
      ['en', 'Hello'],
    ],
  ],
  ['a file', [join(folder, 'es.txt')], [['', 'Hola {{name}}']]],
  ['a file for a language', [`es=${join(folder, 'es.txt')}`], [['es', 'Hola {{name}}']]],
  [
    'a folder',
    [folder],
    [
      ['es', 'Hola {{name}}'],
      ['pt-br', 'Oi {{name}}'],
    ],
  ],
  ['a text with an equals sign', ['¿2+2=4?'], [['', '¿2+2=4?']]],
];

test.each(sources)('templates come from %s', async (_, values, expected) => {
  expect([...(await parseTemplates(values))]).toEqual(expected);
});

test.each([
  ['none', [], 'no text to send'],
  ['one language twice', ['es=a', 'es=b'], 'two templates for es'],
  ['an empty one', ['es= '], 'is empty'],
])('%s is refused', async (_, values, message) => {
  await expect(parseTemplates(values)).rejects.toThrow(message);
});

describe('rendering', () => {
  const templates = new Map([
    ['es', 'Hola {{name}}, {{ Name }}'],
    ['', 'Hello {{name}} of {{city}}'],
  ]);

  test.each([
    ['es', 'Hola Ana, Ana'],
    ['es-mx', 'Hola Ana, Ana'],
    ['en', 'Hello Ana of Jaén'],
    ['', 'Hello Ana of Jaén'],
  ])('chooses the text for language "%s"', (language, text) => {
    const rendered = renderFor(templates, rowFor({ language, name: 'Ana', city: 'Jaén' }));
    expect(rendered).toMatchObject({ ok: true, value: { text } });
  });

  test('names the parts that are the person’s own, where they are names', () => {
    const fields = { name: "Màrius O'Neill-Peña", city: '28013 Madrid' };
    const rendered = renderFor(templates, rowFor(fields));
    expect(rendered).toMatchObject({ value: { personalParts: ["Màrius O'Neill-Peña"] } });
  });

  test('refuses a row whose value is missing', () => {
    expect(renderFor(templates, rowFor({ name: '', city: 'x' }))).toMatchObject({
      error: { line: 2, reason: 'EMPTY_FIELD' },
    });
  });

  test('refuses a language without a text', () => {
    const only = new Map([['es', 'Hola']]);
    expect(renderFor(only, rowFor({ language: 'eu' }))).toMatchObject({
      error: { reason: 'NO_TEMPLATE', detail: expect.stringContaining('"eu"') },
    });
  });

  test('refuses a template that names a column the file lacks', () => {
    expect(() => renderFor(templates, rowFor({ name: 'Ana' }))).toThrow('{{city}}');
  });
});

describe('idempotency keys', () => {
  const scope = { campaignId: 'cmp-1', wave: '1', token: 'crd-1.secret' };
  const key = (changes: object, fields: Record<string, string> = {}): string =>
    rowKeys({ ...scope, ...changes })(rowFor(fields));

  test('are the same in every run and for every spelling of a number', () => {
    expect(key({})).toBe(key({}));
    expect(key({}, { to: '+34 600-000 (001)' })).toBe(key({}));
    expect(key({}, { name: 'Ana' })).toBe(key({}));
  });

  test.each([
    ['number', {}, { to: '+34600000002' }],
    ['id', {}, { id: '7' }],
    ['campaign', { campaignId: 'cmp-2' }, {}],
    ['wave', { wave: '2' }, {}],
    ['secret', { token: 'crd-1.another' }, {}],
  ])('differ with another %s', (_, changes, fields) => {
    expect(key(changes, fields)).not.toBe(key({}));
  });

  test('follow the id where there is one', () => {
    expect(key({}, { id: '7', to: '+1' })).toBe(key({}, { id: '7', to: '+2' }));
  });

  test('are what the Send API takes, and hide the number', () => {
    expect(key({})).toMatch(/^cmp-1-[A-Za-z0-9_-]{43}$/);
    expect(key({})).not.toContain('600000001');
  });
});

test('a rendered row is a queued bulk message', () => {
  const render = messageRenderer({
    senderId: 'snd-1',
    campaignId: 'cmp-1',
    templates: new Map([['', 'Hola {{name}}']]),
    links: [{ shown: 'p.example', targetUrl: 'https://p.example/' }],
    defaultCountry: 'ES',
    seatId: 'seat-1',
    keyOf: () => 'key-1',
  });
  const row = rowFor({ name: 'Ana', recipient_zone: 'Europe/Madrid', recipient_region: 'ES-MD' });
  expect(render(row)).toEqual({
    ok: true,
    value: {
      idempotencyKey: 'key-1',
      senderId: 'snd-1',
      campaignId: 'cmp-1',
      to: '+34600000001',
      defaultCountry: 'ES',
      text: 'Hola Ana',
      links: [{ shown: 'p.example', targetUrl: 'https://p.example/' }],
      priority: 1,
      mode: 1,
      expiresAt: undefined,
      personalParts: ['Ana'],
      recipientZone: 'Europe/Madrid',
      recipientRegion: 'ES-MD',
      seatId: 'seat-1',
    },
  });
});
