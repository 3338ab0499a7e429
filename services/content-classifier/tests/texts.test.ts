import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOf, judge } from './support/judge.ts';

describe('a placeholder that was not filled in', () => {
  it.each([
    'Hola {{nombre}}, te esperamos',
    'Hola {{ first_name | default }}',
    'Hola {nombre}',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: such a placeholder is what is looked for
    'Hola ${name}',
    'Hola <<Nombre>>',
    'Hola *|FNAME|*',
    'Hola %NOMBRE%',
    'Dear [FIRST NAME]',
    'Dear [Name]',
    'Hola [nombre]',
  ])('%s', (text) => {
    expect(codesOf(judge({ text }))).toEqual(['UNFILLED_MERGE_FIELD']);
  });

  it.each([
    'Un 100% de descuento y un 50% de ganas',
    '[URGENTE] Reunión a las 19:00',
    'a < b << c',
    'Llega el {}',
    '5 % IVA',
    '[ CHIP IN ]',
  ])('%s holds none', (text) => {
    expect(judge({ text }).findings).toEqual([]);
  });
});

describe('characters that nobody can see', () => {
  it.each([
    ['a zero-width space', 'vo\u200bta'],
    ['a joiner between Latin letters', 'vo\u200dta'],
    ['a bidirectional override', 'vota \u202eatoy'],
    ['an isolate', '\u2066vota\u2069'],
    ['a word joiner', 'vo\u2060ta'],
    ['a soft hyphen', 'vo\u00adta'],
    ['tag characters', 'vota\u{e0041}\u{e0042}'],
    ['a byte order mark inside', 'vo\ufeffta'],
    ['a filler', 'vo\u3164ta'],
  ])('%s', (...[, text]) => {
    expect(codesOf(judge({ text }))).toEqual(['INVISIBLE_CHARACTERS']);
  });

  it.each([
    ['a byte order mark at the start', '\ufeffHola'],
    ['an emoji made of several', 'Familia 👩‍👩‍👧 ❤️'],
    ['the flag of Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} sí'],
    ['a Persian word with its joiner', 'می\u200cخواهم'],
    ['a Hindi conjunct', 'क्\u200dष'],
    ['a direction mark in Hebrew', 'שלום\u200f!'],
    ['the mark of a personal part', 'Hola \ufffc, te esperamos'],
  ])('%s is none', (...[, text]) => {
    expect(judge({ text }).findings).toEqual([]);
  });
});

describe('letters of another alphabet that look Latin', () => {
  it.each([
    ['one in a word', 'Vоta el domingo'],
    ['a whole word', 'Nuestra сосо es de todos nosotros'],
    ['Greek', 'Vοta el domingo'],
    ['Armenian', 'Vօta el domingo'],
  ])('%s', (...[, text]) => {
    expect(codesOf(judge({ text }))).toEqual(['MIXED_SCRIPT_HOMOGLYPHS']);
  });

  it.each([
    ['Russian', 'Голосуйте в воскресенье за наш город'],
    ['Greek', 'Ψηφίστε την Κυριακή'],
    ['a Russian word among Spanish ones', 'Nuestro amigo Дмитрий viene mañana'],
    ['a unit', 'Son 5 µg y 10 kΩ'],
    ['Spanish', 'Mañana votamos por más cigüeñas'],
  ])('%s is written in its own letters', (...[, text]) => {
    expect(judge({ text }).findings).toEqual([]);
  });
});

describe('a finding', () => {
  it.each([
    ['v\u200bota', 0.5, 'The text holds 1 character that nobody can see.'],
    ['v\u200bo\u200bta', 0.7, 'The text holds 2 characters that nobody can see.'],
    ['Vоta el domingo', 0.8, '1 word is spelled with letters of another alphabet that look Latin.'],
    [
      'Vоta el dоmingo',
      0.8,
      '2 words are spelled with letters of another alphabet that look Latin.',
    ],
    ['Hola {nombre}', 0.7, 'The placeholder "{nombre}" was not filled in.'],
  ])('says how much it weighs and why: %j', (...[text, score, explanation]) => {
    expect(judge({ text }).findings).toMatchObject([{ score, explanation }]);
  });
});

describe('a verdict', () => {
  const text = 'Hola Ana, vota en https://evil.test/x el 28 de mayo {{nombre}}';

  it('is the same for the same text, and another for other findings', () => {
    const first = judge({ text });
    expect(judge({ text })).toEqual(first);
    expect(first.verdictId).toMatch(/^[0-9a-f]{32}$/);
    expect(judge({ text, organisationHosts: ['evil.test'] }).verdictId).not.toBe(first.verdictId);
  });

  it('lists its findings from the strongest to the weakest, each once', () => {
    const { findings } = judge({ text: `${text} https://evil.test/x https://192.0.2.1/` });
    const scores = findings.map((finding) => finding.score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(findings.map((finding) => finding.explanation)).size).toBe(findings.length);
  });

  it('has the fingerprint of the template: personal parts, numbers, links and case do not count', () => {
    const ana = judge({
      text: 'Hola Ana María, vota el 28 en https://party.example/1',
      personalParts: ['Ana', 'Ana María'],
    });
    const jose = judge({
      text: '¡HOLA José! Vota el 29, en party.example/2 👍',
      personalParts: ['José'],
    });
    expect(ana.fingerprint).toBe(jose.fingerprint);
    expect(judge({ text: 'Hola José, no votes' }).fingerprint).not.toBe(jose.fingerprint);
  });

  it('a personal part is left out as a word, not inside other words', () => {
    const whole = judge({ text: 'Mañana vota', personalParts: ['Ana'] });
    expect(whole.template).toBe('manana vota');
  });

  it('the organisation’s placeholder for a part stands for the part itself', () => {
    const named = judge({ text: 'Hola Ana, ven', personalParts: ['Ana'] });
    expect(judge({ text: 'Hola \ufffc, ven' }).fingerprint).toBe(named.fingerprint);
  });

  it('comes for any string, with scores from 0 to 1', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.webUrl({ withQueryParameters: true }),
        fc.string({ maxLength: 40 }),
        (...[any, targetUrl, shown]) => {
          const judgement = judge({ text: `${any}\ud800`, links: [{ shown, targetUrl }] });
          expect(judgement.fingerprint).toMatch(/^[0-9a-f]{32}$/);
          for (const { score } of judgement.findings) {
            expect(score).toBeGreaterThan(0);
            expect(score).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});
