import { LinkPurpose } from '@hustings/contracts/optout';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConsoleWorld, press, visit } from './support/console-world.ts';

const JSON_ONLY = { accept: 'application/json' };
const FAR_S = 4_000_000_000n;

let world: ConsoleWorld;
let people = 600_100_000;
const somebody = (): string => `+34${++people}`;

beforeAll(async () => {
  world = await ConsoleWorld.create();
});
afterAll(async () => {
  await world.close();
});

async function standingAt(url: string): Promise<string[]> {
  const { stands } = JSON.parse((await visit(url, JSON_ONLY)).text);
  return stands.map(({ scope }: { scope: string }) => scope);
}

describe('opening a link', () => {
  it('changes nothing, however often scanners do it, and names who wrote', async () => {
    const url = await world.linkFor(somebody());
    const before = await world.commits();
    const pages = await Promise.all(Array.from({ length: 20 }, () => visit(url)));
    expect(new Set(pages.map(({ status }) => status))).toEqual(new Set([200]));
    expect(pages[0]?.text).toContain('<bdi>Partido &lt;de&gt; Prueba</bdi>');
    await fetch(url, { method: 'HEAD' });
    await fetch(url, { method: 'PUT' });
    expect(await world.commits()).toBe(before);
    expect(await standingAt(url)).toEqual([]);
  });

  it('is private: no cookie, cache, referrer, index or foreign source', async () => {
    const { headers, text } = await visit(await world.linkFor(somebody()));
    expect(headers.get('set-cookie')).toBeNull();
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; style-src 'sha256-/),
    });
    expect(text).not.toContain(String(people));
  });

  it('answers in the person’s language, by browser or by choice', async () => {
    const url = await world.linkFor(somebody());
    expect((await visit(url, { 'accept-language': 'de-AT,en;q=0.5' })).text).toContain('lang="de"');
    const chosen = await visit(`${url}?lang=ar`, { 'accept-language': 'de' });
    expect(chosen.text).toContain('<html lang="ar" dir="rtl">');
    expect((await visit(url, { 'accept-language': 'is' })).text).toContain('<html lang="es"');
  });
});

describe('pressing the button', () => {
  it('stops the organisation’s messages; pressed again it changes nothing', async () => {
    const url = await world.linkFor(somebody());
    const before = await world.commits();
    const done = await press(`${url}?lang=es`, { act: 'stop', scope: 'organisation' });
    expect(done).toMatchObject({ status: 200, text: expect.stringContaining('En vigor desde') });
    const after = await world.commits();
    expect(after).toBeGreaterThan(before);
    expect((await press(url, {})).status).toBe(200);
    expect(await world.commits()).toBe(after);
    expect(await standingAt(url)).toEqual(['organisation']);
  });

  it.each([
    ['one campaign', 'campaign', ['campaign']],
    ['one number', 'sender', ['sender']],
    ['all political senders', 'all', ['all']],
  ])('stops %s where that was chosen', async (_, scope, stands) => {
    const url = await world.linkFor(somebody());
    expect((await press(url, { scope })).status).toBe(200);
    expect(await standingAt(url)).toEqual(stands);
  });

  it('on a link of the organisation’s own reaches no further and offers no way to begin an opt-in', async () => {
    const url = await world.linkFor(somebody(), world.adminToken);
    expect(JSON.parse((await visit(url, JSON_ONLY)).text).scopes).not.toContain('all');
    expect(await press(url, { scope: 'all' })).toMatchObject({ status: 400 });
    const done = await press(url, { scope: 'organisation' });
    expect(done.text).toContain('START');
    expect(done.text).not.toMatch(/href="[^"?]+\?lang/);
  });

  it('offers on the platform’s link a double opt-in, once a day', async () => {
    const url = await world.linkFor(somebody());
    const done = await press(`${url}?lang=en`, { scope: 'all' });
    const [, undo = ''] = /href="([^"?]+)\?lang=en">Ask to get/.exec(done.text) ?? [];
    const page = new URL(undo, url).href;
    expect((await visit(page)).text).toContain('name="act" value="start"');
    const asked = await press(page, { act: 'start', scope: 'all' }, { 'accept-language': 'en' });
    expect(asked.text).toContain('A question is on its way');
    expect(await standingAt(url)).toEqual(['all']);
    const again = await press(page, { act: 'start', scope: 'all' }, JSON_ONLY);
    expect(again.status).toBe(409);
    expect(JSON.parse(again.text)).toMatchObject({ reason: 'ASKED_LATELY' });
  });
});

describe('a link that does not count', () => {
  it.each<[string, () => string, number, string]>([
    [
      'is forged',
      () => world.linkWith({ expiresAtS: FAR_S }).replace(/.{4}$/, 'ffff'),
      404,
      'LINK_INVALID',
    ],
    ['is cut off', () => world.linkWith({ expiresAtS: FAR_S }).slice(0, -9), 404, 'LINK_INVALID'],
    ['is none', () => `http://${world.fleet.addresses.console}/o/%3Cb%3E`, 404, 'LINK_INVALID'],
    [
      'has expired',
      () => world.linkWith({ expiresAtS: 1_000n, purpose: LinkPurpose.LINK_PURPOSE_OPT_OUT }),
      410,
      'LINK_EXPIRED',
    ],
    ['leads elsewhere', () => `http://${world.fleet.addresses.console}/admin`, 404, 'NO_SUCH_PAGE'],
  ])(
    'because it %s is refused with a reason and what works instead',
    async (...[, link, status, reason]) => {
      const url = link();
      const before = await world.commits();
      const page = await visit(url, { 'accept-language': 'en' });
      expect(page).toMatchObject({ status, text: expect.stringContaining('reply STOP') });
      const sent = await press(url, { scope: 'organisation' }, JSON_ONLY);
      expect(sent.status).toBe(status);
      expect(JSON.parse(sent.text)).toMatchObject({ outcome: 'REFUSED', reason });
      expect(await world.commits()).toBe(before);
    },
  );

  it('for an opt-in does not opt out, and for an opt-out begins no opt-in', async () => {
    const optIn = world.linkWith({ expiresAtS: FAR_S, purpose: LinkPurpose.LINK_PURPOSE_OPT_IN });
    expect((await press(optIn, { act: 'stop' })).status).toBe(404);
    const optOut = await world.linkFor(somebody());
    expect((await press(optOut, { act: 'start' })).status).toBe(404);
  });

  it.each([
    ['an unknown scope', { scope: 'everything' }],
    ['an unknown act', { act: 'delete' }],
    ['more than a form', { scope: 'x'.repeat(5_000) }],
  ])('is not used by %s', async (_, fields) => {
    const url = await world.linkFor(somebody());
    expect((await press(url, fields)).status).toBe(400);
    expect(await standingAt(url)).toEqual([]);
  });
});

it('whoever guesses links has to wait, and nobody else does', async () => {
  const url = `http://${world.fleet.addresses.console}/o/guessed`;
  const from = (client: string) => visit(url, { 'x-forwarded-for': `192.0.2.1, ${client}` });
  const statuses: number[] = [];
  for (let guess = 0; guess < 30; guess++) statuses.push((await from('198.51.100.7')).status);
  expect(statuses[0]).toBe(404);
  expect(statuses.at(-1)).toBe(429);
  expect((await from('198.51.100.8')).status).toBe(404);
});

describe('while another service is away', () => {
  it('of the registry nobody is kept from opting out', async () => {
    const url = await world.linkFor(somebody());
    await world.fleet.stopMember('sender-registry');
    const page = await visit(url, { 'accept-language': 'en' });
    expect(page.text).toContain('Stop messages from this sender');
    expect((await press(url, {})).status).toBe(200);
    await world.fleet.startMember('sender-registry');
  });

  it('of the ledger nothing is claimed', async () => {
    const url = await world.linkFor(somebody());
    await world.fleet.stopMember('optout-ledger');
    const sent = await press(`${url}?lang=en`, {});
    await world.fleet.startMember('optout-ledger');
    expect(sent).toMatchObject({ status: 503, text: expect.stringContaining('reply STOP') });
    expect(sent.text).toContain('cannot say that anything was recorded');
    expect(sent.text).not.toMatch(/are stopped|In force/);
  });
});
