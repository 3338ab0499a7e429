import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance } from '../src/edit-distance.ts';
import { recogniseText } from './support/recognise-text.ts';

const KEYWORDS = [
  'stop',
  'unsubscribe',
  'baja',
  'cancelar',
  'arret',
  'abmelden',
  'стоп',
  'opt out',
];
const INVISIBLE = ['\u200b', '\u200d', '\u2060', '\ufeff', '\u202a', '\u2066', '\u00ad', '\ufe0f'];
const EDGES = ['', ' ', '.', '!', '¡', '\n', '"', '…', ' - ', '👍', '  '];

/** Enough for a cold interpreter on a busy machine; the mean is far below. */
const WORST_CASE_MS = 1_000;

const withInvisible = fc
  .tuple(
    fc.constantFrom(...KEYWORDS),
    fc.array(fc.tuple(fc.nat({ max: 20 }), fc.constantFrom(...INVISIBLE)), { maxLength: 8 }),
  )
  .map(([word, marks]) =>
    marks.reduce((text, [at, mark]) => {
      const cut = at % (text.length + 1);
      return text.slice(0, cut) + mark + text.slice(cut);
    }, word),
  );

describe('recognition', () => {
  it('finds a keyword whatever its case, its edges and the invisible characters in it', () => {
    fc.assert(
      fc.property(
        withInvisible,
        fc.boolean(),
        fc.tuple(fc.constantFrom(...EDGES), fc.constantFrom(...EDGES)),
        (word, upper, [before, after]) => {
          const text = before + (upper ? word.toUpperCase() : word) + after;
          expect(recogniseText(text).verdict).toBe('OPT_OUT');
        },
      ),
    );
  });

  it('answers for any string, the same each time, and never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }),
        (text, units) => {
          const broken = text + String.fromCharCode(...units);
          expect(recogniseText(broken)).toEqual(recogniseText(broken));
        },
      ),
    );
  });

  it.each([
    ['one letter', 'а'.repeat(100_000)],
    ['spaced letters', 's '.repeat(50_000)],
    ['invisible characters', '\u200b'.repeat(100_000)],
    ['lone surrogates', '\ud800'.repeat(100_000)],
    ['keywords', 'stop '.repeat(20_000)],
    ['apostrophes', "'".repeat(100_000)],
    ['combining marks', 'e\u0301\u0301'.repeat(33_000)],
    ['one long word', 'unsubscribe'.repeat(9_000)],
  ])('reads 100 kB of %s in bounded time', (_, text) => {
    const started = performance.now();
    recogniseText(text);
    expect(performance.now() - started).toBeLessThan(WORST_CASE_MS);
  });

  it('reads the end of a text that is too long to read whole', () => {
    const rant = 'palabra '.repeat(2_000);
    // A long text is passed on more often than written: it suppresses, and a person looks.
    expect(recogniseText(`${rant} no quiero recibir más`).verdict).toBe('PROVISIONAL');
  });
});

describe('edit distance', () => {
  it('counts a swap of neighbours, a change, a gap and an extra letter as one each', () => {
    expect(editDistance('stop', 'stop', 2)).toBe(0);
    expect(editDistance('sotp', 'stop', 2)).toBe(1);
    expect(editDistance('stup', 'stop', 2)).toBe(1);
    expect(editDistance('sop', 'stop', 2)).toBe(1);
    expect(editDistance('sttop', 'stop', 2)).toBe(1);
    expect(editDistance('spot', 'stop', 2)).toBe(2);
  });

  it('is symmetric, and gives up with limit + 1 exactly when the distance is larger', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const exact = editDistance(a, b, 20);
        expect(editDistance(b, a, 20)).toBe(exact);
        expect(editDistance(a, b, 2)).toBe(Math.min(exact, 3));
      }),
    );
  });
});
