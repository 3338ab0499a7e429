import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, Tab } from './support/chromium.ts';
import { ConsoleWorld } from './support/console-world.ts';

const chromium = findChromium();
if (chromium === null) {
  process.stderr.write('no Chromium: the pages are not opened in a browser (set CHROMIUM_BIN)\n');
}
const TIMEOUT_MS = 60_000;

/** Named, it gets a picture of every page that was looked at. */
const PICTURES = process.env.PAGE_PICTURES;

describe.skipIf(chromium === null)('in a real browser', () => {
  let world: ConsoleWorld;
  let tab: Tab;
  beforeAll(async () => {
    world = await ConsoleWorld.create();
    tab = await Tab.open(chromium ?? '');
  }, TIMEOUT_MS);
  afterAll(async () => {
    await tab?.close();
    await world?.close();
  }, TIMEOUT_MS);

  async function inspect(name: string): Promise<void> {
    if (PICTURES !== undefined) {
      mkdirSync(PICTURES, { recursive: true });
      writeFileSync(join(PICTURES, `${name}.png`), await tab.picture());
    }
    const shape = await tab.run<{ over: number; small: string[]; nameless: number }>(`({
      over: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: [...document.querySelectorAll('button, label, summary, main a')]
        .filter((each) => each.getBoundingClientRect().height < 24).map((each) => each.outerHTML),
      nameless: [...document.querySelectorAll('input:not([type=hidden])')].filter((each) => each.labels.length === 0).length,
    })`);
    // WCAG 2.2: reflow (1.4.10), target size (2.5.8), labels (3.3.2).
    expect({ name, ...shape }).toEqual({ name, over: 0, small: [], nameless: 0 });
  }

  it.each([
    { width: 320, scheme: 'light', language: 'es' },
    { width: 1280, scheme: 'light', language: 'en' },
    { width: 321, scheme: 'dark', language: 'ar' },
    { width: 1024, scheme: 'dark', language: 'de' },
  ] as const)(
    'the page fits $width px in the $scheme scheme in "$language", and its button works without a script',
    { timeout: TIMEOUT_MS },
    async ({ width, scheme, language }) => {
      tab.requests.length = 0;
      await tab.look(width, scheme);
      const url = await world.linkFor(`+3460020${String(width).padStart(4, '0')}`);
      const name = `${width}-${scheme}-${language}`;
      await tab.visit(`${url}?lang=${language}`);
      await inspect(`${name}-offered`);
      await tab.press();
      expect(await tab.run('document.querySelector(".holds time").dateTime')).toMatch(/^20\d\d-/);
      await inspect(`${name}-stopped`);
      await tab.visit(`${url.slice(0, -4)}ffff?lang=${language}`);
      await inspect(`${name}-invalid`);
      const { host } = new URL(url);
      const elsewhere = tab.requests.filter(
        (each) => !each.startsWith('data:') && new URL(each).host !== host,
      );
      expect(elsewhere).toEqual([]);
      // The refused link is answered with 404, of which the browser takes note.
      expect(tab.complaints.filter((each) => !each.includes('status of 404'))).toEqual([]);
    },
  );
});
