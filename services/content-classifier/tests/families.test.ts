import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalise } from '../src/domain/canonicalise.ts';
import { FamilyIndex } from '../src/domain/family-index.ts';
import { SKETCH_BINS, similarityOf, sketchOf } from '../src/domain/sketch.ts';
import { TOOLS } from './support/judge.ts';

const BODY =
  'este sábado nos vemos en la plaza mayor para hablar de sanidad, vivienda y transporte. Trae a quien quieras y ayúdanos a llegar a todos los barrios';
const OTHER =
  'la dirección informa de que la reunión del comité de finanzas se aplaza hasta el próximo trimestre por falta de quórum entre los delegados';
const NAMES = ['Ana', 'José Ángel', 'María', 'Begoña', 'Iker', 'Núria', 'Xoán', 'Encarna Pérez'];
const GREETINGS = ['Hola', 'Querida', 'Buenos días', 'Estimado', 'Kaixo'];
const ENDINGS = [
  '',
  ' Un abrazo',
  ' 👍',
  ' ¡Gracias!',
  ' Saludos, el equipo',
  ' https://party.example/a1',
];

/** The smallest similarity by which one text counts as a variant of another. */
const LIKE = 0.3;

function sketch(text: string): Uint32Array {
  return sketchOf(canonicalise(text, [], TOOLS.lookAlikes));
}

const variant = fc
  .record({
    greeting: fc.constantFrom(...GREETINGS),
    name: fc.constantFrom(...NAMES),
    ending: fc.constantFrom(...ENDINGS),
    number: fc.nat({ max: 999 }),
    invisible: fc.boolean(),
    disguised: fc.boolean(),
  })
  .map(({ greeting, name, ending, number, invisible, disguised }) => {
    const body = disguised ? BODY.replaceAll('a', 'а').replaceAll('o', 'ο') : BODY;
    const seen = invisible ? [...body].join('\u200b') : body;
    return `${greeting} ${name}, ${seen} (${number})${ending}`;
  });

describe('a sketch', () => {
  it('of a personalised or disguised variant is like that of its template', () => {
    fc.assert(
      fc.property(variant, (text) => {
        expect(similarityOf(sketch(text), sketch(BODY))).toBeGreaterThan(LIKE);
      }),
    );
  });

  it('of another text is not', () => {
    fc.assert(
      fc.property(variant, (text) => {
        expect(similarityOf(sketch(text), sketch(OTHER))).toBeLessThan(LIKE);
      }),
    );
  });

  it.each(['', 'a', 'hola', 'hola a todos'])('stands for the short text %j as well', (text) => {
    expect(similarityOf(sketch(text), sketch(text))).toBe(1);
    expect(similarityOf(sketch(text), sketch(BODY))).toBeLessThan(LIKE);
  });
});

/** Openings as sketches of a handful of like and unlike texts. */
const openings = fc.array(
  fc.tuple(fc.constantFrom(BODY, OTHER, `${BODY} ${OTHER}`, OTHER.slice(40)), fc.nat({ max: 9 })),
  { maxLength: 12 },
);

function indexOf(entries: [string, number][], capacity?: number): FamilyIndex {
  const index = new FamilyIndex(capacity);
  for (const [text, number] of entries) index.add(`fam-${number}`, sketch(`${text} ${number}`));
  return index;
}

describe('families', () => {
  it('a template belongs to the earliest that it resembles, and later ones never change that', () => {
    fc.assert(
      fc.property(openings, openings, (before, after) => {
        const found = indexOf(before).find(sketch(BODY));
        const known = new Set(before.map(([, number]) => number));
        const later = after.filter(([, number]) => !known.has(number));
        const again = indexOf([...before, ...later]).find(sketch(BODY));
        expect(found === null ? again : found).toBe(again);
      }),
    );
  });

  it.each([
    ['a little less than it takes', Math.ceil(LIKE * SKETCH_BINS) - 1, 'later'],
    ['just what it takes', Math.ceil(LIKE * SKETCH_BINS), 'earlier'],
  ])('who has bands in common with a family is like it or not: %s', (...[, alike, expected]) => {
    const mine = Uint32Array.from({ length: SKETCH_BINS }, (_, bin) => bin);
    const earlier = mine.map((value, bin) => (bin < alike ? value : value + 1_000));
    const index = new FamilyIndex();
    index.add('earlier', earlier);
    index.add('later', mine);
    expect(index.find(mine)).toBe(expected);
  });

  it('are a function of the log: the same openings give the same answers', () => {
    fc.assert(
      fc.property(openings, fc.integer({ min: 1, max: 5 }), (entries, capacity) => {
        const [one, two] = [indexOf(entries, capacity), indexOf(entries, capacity)];
        one.find(sketch(OTHER));
        expect(one.find(sketch(BODY))).toBe(two.find(sketch(BODY)));
        expect(one.size).toBeLessThanOrEqual(capacity);
      }),
    );
  });

  it('the earliest is forgotten for want of room, and remembered again when it is opened again', () => {
    const index = new FamilyIndex(2);
    index.add('fam-body', sketch(BODY));
    index.add('fam-other', sketch(OTHER));
    index.add('fam-third', sketch('una frase que no se parece a ninguna de las dos de arriba'));
    expect(index.find(sketch(BODY))).toBeNull();
    index.add('fam-body', sketch(BODY));
    expect(index.find(sketch(BODY))).toBe('fam-body');
    expect(index.find(sketch(OTHER))).toBeNull();
    expect(index.size).toBe(2);
  });

  it('one that is opened twice stands once, where it was opened last', () => {
    const index = new FamilyIndex(3);
    index.add('fam-body', sketch(BODY));
    index.add('fam-body-and-other', sketch(`${BODY} ${OTHER}`));
    index.add('fam-body', sketch(BODY));
    expect(index.size).toBe(2);
    expect(index.find(sketch(BODY))).toBe('fam-body-and-other');
  });
});
