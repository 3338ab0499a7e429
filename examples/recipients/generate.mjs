// Writes party-a.csv: 640 invented people and one broken row, the same file in every run.
//
//   node examples/recipients/generate.mjs
//
// Nobody is meant. US numbers are of the range 555-0100 to 555-0199, which is kept for fiction. Spain keeps no such
// range: the file takes the block 600 000 000 to 600 000 399, and sends to it go to the simulated provider only. Never
// point a real provider at this file.
import { writeFileSync } from 'node:fs';

const SEED = 20_271_107;
const SPANISH = 400;
const ENGLISH = 240;
/** Line of the broken row, so that a campaign meets it half-way. */
const BROKEN_LINE = 321;
const BROKEN_ROW = '+34600000999,"Lucía,es';
const AREA_CODES = ['202', '212', '415'];

const SPANISH_NAMES =
  `Aarón Adrián Ainhoa Álvaro Ana Andrés Ángela Antonio Begoña Belén Borja Carmen César Concepción
Cristóbal Débora Diego Edurne Elías Encarnación Eñaut Estíbaliz Eva Fabián Fátima Fermín Francisco Gonzalo Héctor
Hernán Inés Íñigo Iñaki Iván Jesús Joaquín José Julián Júlia Laura Leónidas Lucía Luis Macarena Manuel María Martín
Martí Mónica Muriel Noé Núria Óscar Pablo Peña Pilar Ramón Raúl Rocío Rubén Sebastián Sofía Teófilo Tomás Úrsula
Valentín Verónica Víctor Xènia Yolanda Zoraida`.split(/\s+/);
const SPANISH_SECOND = ['', '', '', ' José', ' María', ' del Mar', ' Ángel', ' de la O'];
const ENGLISH_NAMES =
  `Abigail Aidan Alice Amelia André Anaïs Beatrix Benjamin Bridget Caleb Charlotte Chloë Clémence
Daniel Deirdre Edward Eleanor Emily Esmé Ethan Fiona François George Grace Hannah Harper Henry Imogen Isaac Jack Jasmine
Joel Joshua Keira Léa Liam Lucy Maeve Matthew Megan Naomi Nathaniel Noël Olivia Oscar Owen Penelope Quentin Renée Rhiannon
Robert Rosalind Samuel Sinéad Siobhán Sophia Theodore Thomas Violet William Zachary Zoë`.split(
    /\s+/,
  );

const random = mulberry32(SEED);
const spanish = Array.from({ length: SPANISH }, (_, i) => {
  const name = `${pick(SPANISH_NAMES)}${pick(SPANISH_SECOND)}`;
  return `+34600000${String(i).padStart(3, '0')},${name},es`;
});
const english = Array.from({ length: ENGLISH }, (_, i) => {
  const area = AREA_CODES[Math.floor(i / 80)];
  return `+1${area}55501${String(i % 80).padStart(2, '0')},${pick(ENGLISH_NAMES)},en`;
});
const rows = shuffle([...spanish, ...english]);
rows.splice(BROKEN_LINE - 2, 0, BROKEN_ROW);
const file = new URL('party-a.csv', import.meta.url);
writeFileSync(file, `${['to,name,language', ...rows].join('\n')}\n`);

/** @template T @param {T[]} values */
function pick(values) {
  return values[Math.floor(random() * values.length)];
}

/** @template T @param {T[]} values Fisher–Yates. */
function shuffle(values) {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j], values[i]];
  }
  return values;
}

/** Small seeded generator of numbers in [0, 1). @param {number} seed */
function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
