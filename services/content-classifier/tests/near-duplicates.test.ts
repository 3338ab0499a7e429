import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalise } from '../src/domain/canonicalise.ts';
import { FAMILY_THRESHOLD, FamilyIndex } from '../src/domain/family-index.ts';
import { similarityOf, sketchOf } from '../src/domain/sketch.ts';
import { TOOLS } from './support/judge.ts';

/**
 * Real campaign texts (bases.jsonl: id, text), personalised variants of them (variants.jsonl: template, level, text) and
 * different texts of the same writers (individual.jsonl: org or user, text). Their licences do not let us ship them: name
 * a folder that holds them to run this.
 */
const FOLDER = process.env.HUSTINGS_NEAR_DUPLICATES ?? '';
const WHY_SKIPPED = 'set HUSTINGS_NEAR_DUPLICATES to a folder of labelled near-duplicates';

/** Least share of variants that land in their template's family, by how much was changed. */
const RECALL = [
  { level: 1, what: 'greeting, name, sign-off', least: 0.995 },
  { level: 2, what: 'numbers, emoji, link as well', least: 0.995 },
  { level: 3, what: 'synonyms, swapped sentences as well', least: 0.99 },
  { level: 4, what: 'homoglyphs and invisible characters', least: 0.99 },
  { level: 5, what: 'as much of another text again', least: 0.96 },
];

/** Most pairs of different texts of one writer that are taken for a family, per million. */
const FALSE_PER_MILLION = 1_000;

interface Row {
  id: string;
  template: string;
  level: number;
  org?: string;
  user?: string;
  text: string;
}

describe.skipIf(!existsSync(`${FOLDER}/variants.jsonl`))(`near-duplicates (${WHY_SKIPPED})`, () => {
  it.each(RECALL)('level $level ($what): share a family', ({ level, least }) => {
    const index = new FamilyIndex();
    const families = new Map<string, string>();
    for (const { id, text } of readRows('bases')) {
      const sketch = sketchText(text);
      const known = index.find(sketch);
      if (known === null) index.add(id, sketch);
      families.set(id, known ?? id);
    }
    const variants = readRows('variants').filter((row) => row.level === level);
    const found = variants.filter(
      ({ template, text }) => index.find(sketchText(text)) === families.get(template),
    );
    expect(found.length / variants.length).toBeGreaterThanOrEqual(least);
  });

  it('different texts of one writer seldom share a family', () => {
    const byWriter = Map.groupBy(readRows('individual'), ({ org, user }) => org ?? user ?? '');
    let pairs = 0;
    let taken = 0;
    for (const rows of byWriter.values()) {
      const distinct = new Map(rows.map(({ text }) => [template(text), sketchText(text)]));
      const sketches = [...distinct.values()];
      for (const [i, a] of sketches.entries()) {
        for (const b of sketches.slice(i + 1)) {
          pairs += 1;
          if (similarityOf(a, b) >= FAMILY_THRESHOLD) taken += 1;
        }
      }
    }
    expect((1e6 * taken) / pairs).toBeLessThanOrEqual(FALSE_PER_MILLION);
  });
});

function readRows(name: string): Row[] {
  const lines = readFileSync(`${FOLDER}/${name}.jsonl`, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

function template(text: string): string {
  return canonicalise(text, [], TOOLS.lookAlikes);
}

function sketchText(text: string): Uint32Array {
  return sketchOf(template(text));
}
