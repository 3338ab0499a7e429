import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPageTexts } from '../src/adapters/read-page-texts.ts';
import { type Answer, REFUSALS, type Standing } from '../src/domain/link-page.ts';
import { pageAsJson } from '../src/domain/page-json.ts';
import { PAGE_STYLE } from '../src/domain/page-style.ts';
import type { PageLanguage } from '../src/domain/page-texts.ts';
import { renderPage } from '../src/domain/render-page.ts';
import { linkPage, WHO } from './support/pages.ts';

const languages = readPageTexts();
const SINCE = Date.UTC(2026, 10, 22, 9, 30);

function languageOf(code: string): PageLanguage {
  const language = languages.get(code);
  if (language === undefined) throw new Error(`no texts in ${code}`);
  return language;
}

function pageOf(answer: Answer, code = 'en', operatorContact = ''): string {
  return String(renderPage(answer, { language: languageOf(code), languages, operatorContact }));
}

function offered(fields: Parameters<typeof linkPage>[0] = {}): Answer {
  return { kind: 'offered', page: linkPage(fields) };
}

/** Scopes that a page's form offers, the chosen one with a star. */
function choicesOf(page: string): string[] {
  const radios = page.matchAll(/name="scope" value="(\w+)"( checked)?/g);
  return [...radios].map(([, scope = '', checked]) => scope + (checked ? '*' : ''));
}

describe('the page of a link', () => {
  it('says who wrote, on whose behalf, by which number and tool, and whether that was checked', () => {
    const page = pageOf(offered());
    for (const fact of [WHO.organisation, WHO.address, WHO.campaign, 'Tool A', 'prueba.example']) {
      expect(page).toContain(fact);
    }
    expect(page).toContain('Identity checked');
    expect(pageOf(offered({ who: { ...WHO, verified: false } }))).toContain('Identity not checked');
  });

  it('works without knowing who wrote', () => {
    const page = pageOf(offered({ who: null, scopes: ['organisation', 'campaign'] }));
    expect(page).toContain('Stop messages from this sender');
    expect(choicesOf(page)).toEqual(['organisation*', 'campaign']);
  });

  const stands = (scope: Standing['scope']): Standing => ({ scope, sinceMs: SINCE });
  it.each<[string, Parameters<typeof linkPage>[0], string[]]>([
    ['everything on a fresh link', {}, ['organisation*', 'campaign', 'sender', 'all']],
    ['no wider choice than the link', { scopes: ['organisation'] }, ['organisation*']],
    [
      'what is wider than one campaign',
      { stands: [stands('campaign')] },
      ['organisation*', 'sender', 'all'],
    ],
    ['the widest once the organisation stands', { stands: [stands('organisation')] }, ['all*']],
    ['nothing once everything stands', { stands: [stands('all')] }, []],
    [
      'all again while it is not confirmed',
      { stands: [stands('all')], confirmed: false },
      ['organisation*', 'campaign', 'sender', 'all'],
    ],
    [
      'what stands, on a link that undoes',
      { purpose: 'start', stands: [stands('all')], scopes: ['organisation', 'all'] },
      ['all*'],
    ],
  ])('offers %s', (_, fields, choices) => {
    expect(choicesOf(pageOf(offered(fields)))).toEqual(choices);
  });

  it('claims that messages are stopped only when that is confirmed, and says since when', () => {
    const standing = { stands: [stands('organisation')] };
    expect(pageOf(offered(standing))).toMatch(
      /<h1>The messages are stopped<\/h1>[\s\S]*In force since <time datetime="2026-11-22T09:30:00.000Z">November 22, 2026 at 9:30/,
    );
    const pending = pageOf(offered({ ...standing, confirmed: false }));
    expect(pending).toContain('not yet confirmed everywhere');
    expect(pending).not.toMatch(/messages are stopped|In force/);
  });

  it.each<[string, Answer, RegExp]>([
    [
      'START for the organisation',
      {
        kind: 'stopped',
        scope: 'organisation',
        page: linkPage({ stands: [stands('organisation')] }),
        onTheWay: false,
      },
      /Reply START to a message from <bdi>Partido de Prueba/,
    ],
    [
      'the link of a double opt-in',
      {
        kind: 'stopped',
        scope: 'all',
        page: linkPage({ stands: [stands('all')], undoToken: 'abc.def' }),
        onTheWay: false,
      },
      /href="abc\.def\?lang=en"/,
    ],
    [
      'nothing for one campaign',
      {
        kind: 'stopped',
        scope: 'campaign',
        page: linkPage({ stands: [stands('campaign')] }),
        onTheWay: false,
      },
      /cannot be undone here/,
    ],
  ])('names as the way back %s', (_, answer, way) => {
    expect(pageOf(answer)).toMatch(way);
  });

  it('says what may still arrive only when something had left', () => {
    const stopped = { kind: 'stopped', scope: 'organisation', page: null } as const;
    expect(pageOf({ ...stopped, onTheWay: true })).toContain('may still arrive');
    expect(pageOf({ ...stopped, onTheWay: false })).not.toContain('may still arrive');
  });

  it('names the operator only where one is set', () => {
    expect(pageOf(offered(), 'en', 'help@operator.example')).toContain('help@operator.example');
    expect(pageOf(offered())).not.toContain('whoever runs');
  });
});

describe('every page', () => {
  const ANSWERS: Answer[] = [
    offered(),
    offered({ purpose: 'start' }),
    offered({ stands: [{ scope: 'organisation', sinceMs: SINCE }] }),
    { kind: 'stopped', scope: 'campaign', page: linkPage(), onTheWay: true },
    { kind: 'stopped', scope: 'all', page: null, onTheWay: false },
    { kind: 'asked', page: linkPage({ purpose: 'start' }) },
    ...REFUSALS.map((reason) => ({ kind: 'refused', reason }) as const),
  ];

  it('has its language and direction, one heading, and a text for everything', () => {
    for (const { code, direction } of languages.values()) {
      for (const answer of ANSWERS) {
        const page = pageOf(answer, code);
        expect(page).toContain(`<html lang="${code}" dir="${direction}">`);
        expect(page.match(/<h1>/g)).toHaveLength(1);
        expect(page).not.toMatch(/undefined|\{\w+\}(?![^<]*<\/style>)/);
      }
    }
  });

  it('loads nothing, runs nothing and leads nowhere else', () => {
    for (const answer of ANSWERS) {
      const page = pageOf(answer);
      expect(page).not.toMatch(/<script|<img|<iframe|\son\w+=|\ssrc=|@import|url\(/);
      const targets = [...page.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, target]) => target);
      expect(targets.filter((target) => !/^(\?lang=[a-z]+|data:,)$/.test(target ?? ''))).toEqual(
        [],
      );
    }
  });

  it('of a refusal says what always works, and is named for programs', () => {
    for (const reason of REFUSALS) {
      expect(pageOf({ kind: 'refused', reason })).toContain('reply STOP');
      expect(JSON.parse(pageAsJson({ kind: 'refused', reason }))).toMatchObject({ reason });
    }
  });

  it('escapes every name that comes from outside, in every language', () => {
    const nasty = fc.string({ unit: fc.constantFrom(...`<>"'&{}x/`), minLength: 1, maxLength: 9 });
    const tagsOf = (page: string) => page.match(/<[^>]*>/g)?.length;
    fc.assert(
      fc.property(nasty, fc.constantFrom(...languages.keys()), (name, code) => {
        const named = (text: string) => {
          const names = { organisation: text, contact: text, channel: text, address: text };
          const who = { ...WHO, ...names, campaign: text, tools: [text, text], language: text };
          return pageOf(offered({ who }), code, text);
        };
        expect(tagsOf(named(name))).toBe(tagsOf(named('x')));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the style', () => {
  /** WCAG 2.2: relative luminance and contrast ratio. */
  function contrast(one: string, other: string): number {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  }
  function luminance(hex: string): number {
    const digits = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const share = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  const [light = '', dark = ''] = PAGE_STYLE.split('prefers-color-scheme');
  it.each([
    ['light', light],
    ['dark', dark],
  ])('has enough contrast in the %s scheme', (_, style) => {
    const colour = (name: string) => new RegExp(`--${name}:(#[0-9a-f]+)`).exec(style)?.[1] ?? '';
    const text = [
      ['ink', 'ground'],
      ['ink', 'card'],
      ['soft', 'ground'],
      ['soft', 'card'],
      ['on-act', 'act'],
      ['on-act', 'act-deep'],
      ['act', 'card'],
      ['act', 'ground'],
      ['tint-ink', 'tint'],
      ['warn-ink', 'warn'],
      ['act', 'warn'],
    ];
    for (const [ink = '', ground = ''] of text) {
      expect
        .soft(contrast(colour(ink), colour(ground)), `${ink} on ${ground}`)
        .toBeGreaterThan(4.5);
    }
    expect(contrast(colour('edge'), colour('card'))).toBeGreaterThan(3);
  });
});
