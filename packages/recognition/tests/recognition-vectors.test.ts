import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KEYWORD_FILE } from '../src/keyword-file.ts';
import { recogniseText } from './support/recognise-text.ts';

interface Vector {
  text: string;
  locale: string | null;
  expect: string;
}

const { test_vectors: vectors } = JSON.parse(readFileSync(KEYWORD_FILE, 'utf8')) as {
  test_vectors: Vector[];
};

describe('every vector of the keyword file is recognised as it says', () => {
  it('has vectors', () => expect(vectors.length).toBeGreaterThanOrEqual(90));

  it.each(vectors)('$text ($locale) is $expect', ({ text, locale, expect: verdict }) => {
    expect(recogniseText(text, locale === null ? [] : [locale]).verdict).toBe(verdict);
  });
});
