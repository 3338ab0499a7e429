import { type CompositionData, WORD_KINDS, type WordKind } from './composition-data.ts';
import type { Reading } from './reading.ts';
import { isUnspaced } from './word-sequences.ts';

/** A word of a lexicon that a text holds: words `start` to `end`, end excluded. */
export interface KindHit {
  kind: WordKind;
  start: number;
  end: number;
}

const BITS = Object.fromEntries(WORD_KINDS.map((kind, at) => [kind, 1 << at])) as Record<
  WordKind,
  number
>;

interface Token {
  text: string;
  isStem: boolean;
}

interface LexiconEntry {
  kind: WordKind;
  language: string;
  tokens: Token[];
}

/** What a text holds of one language. */
export interface LanguageHits {
  /** A bit for each kind that was hit: most rules are out of the question by it. */
  kinds: number;
  hits: KindHit[];
}

/** A word of a text, perhaps without its clitic, and where it stands. */
interface Place {
  word: string;
  words: readonly string[];
  start: number;
}

/** A text, cut into what lexicons name. In scripts without spaces two characters count as a word. */
export interface KindReading {
  words: number;
  byLanguage: Map<string, LanguageHits>;
}

/** Characters without spaces between them that take about the room of one word. */
const CHARS_PER_WORD = 2;
/** What is left of a word once a clitic is taken off has at least so many letters. */
const MIN_STEM = 3;
/** Letters by which stems are found; none has fewer, or it would hold half a language. */
const STEM_KEY = 3;
const NONE: readonly LexiconEntry[] = [];
const FIRST_CLITIC_SCRIPT = 0x0590;
const LAST_CLITIC_SCRIPT = 0x06ff;

/** Finds the words of all lexicons in one pass over a text. */
export class WordKinds {
  readonly #whole = new Map<string, LexiconEntry[]>();
  /** By their first letters. */
  readonly #stems = new Map<string, LexiconEntry[]>();
  readonly #unspaced: { text: string; entry: LexiconEntry }[] = [];
  readonly #clitics: string[];
  readonly #maxWords: number;

  constructor(data: CompositionData, spell: (text: string) => string) {
    this.#maxWords = data.max_words;
    this.#clitics = data.clitics.map(spell);
    for (const [language, lexicon] of Object.entries(data.languages)) {
      for (const [kind, sources] of Object.entries(lexicon) as [WordKind, string[]][]) {
        for (const source of sources)
          this.#add({ kind, language, tokens: tokensOf(source, spell) });
      }
    }
  }

  #add(entry: LexiconEntry): void {
    const [first] = entry.tokens;
    if (first === undefined) return;
    if (isUnspaced(first.text)) {
      this.#unspaced.push({ text: entry.tokens.map(({ text }) => text).join(''), entry });
      return;
    }
    const index = first.isStem ? this.#stems : this.#whole;
    const key = first.isStem ? first.text.slice(0, STEM_KEY) : first.text;
    index.set(key, [...(index.get(key) ?? []), entry]);
  }

  /** The lexicons' words in a normalised text, by language; null when it is too long for a composed request. */
  read({ text, words: spaced }: Pick<Reading, 'text' | 'words'>): KindReading | null {
    if (spaced.length > this.#maxWords) return null;
    if (isUnspaced(text)) return this.#readUnspaced(text);
    const words = text.includes("'") ? text.replaceAll("'", ' ').split(' ') : spaced;
    if (words.length > this.#maxWords) return null;
    const hits = new Map<string, LanguageHits>();
    for (let start = 0; start < words.length; start++) {
      const word = words[start] ?? '';
      this.#collect({ word, words, start }, hits);
      for (const rest of this.#withoutClitic(word)) {
        this.#collect({ word: rest, words, start }, hits);
      }
    }
    return { words: words.length, byLanguage: hits };
  }

  #collect({ word, words, start }: Place, hits: Map<string, LanguageHits>): void {
    for (const entry of this.#whole.get(word) ?? NONE) {
      if (followsIn(words, start, entry.tokens))
        addHit(hits, entry, start, start + entry.tokens.length);
    }
    for (const entry of this.#stems.get(word.slice(0, STEM_KEY)) ?? NONE) {
      if (!word.startsWith(entry.tokens[0]?.text ?? word)) continue;
      if (followsIn(words, start, entry.tokens))
        addHit(hits, entry, start, start + entry.tokens.length);
    }
  }

  #withoutClitic(word: string): string[] {
    const code = word.charCodeAt(0);
    if (!(code >= FIRST_CLITIC_SCRIPT && code <= LAST_CLITIC_SCRIPT)) return [];
    return this.#clitics
      .filter((clitic) => word.startsWith(clitic) && word.length - clitic.length >= MIN_STEM)
      .map((clitic) => word.slice(clitic.length));
  }

  #readUnspaced(normalised: string): KindReading | null {
    const run = normalised.replaceAll(' ', '');
    const words = Math.ceil(run.length / CHARS_PER_WORD);
    if (words > this.#maxWords) return null;
    const hits = new Map<string, LanguageHits>();
    for (const { text, entry } of this.#unspaced) {
      for (let at = run.indexOf(text); at !== -1; at = run.indexOf(text, at + text.length)) {
        addHit(hits, entry, at / CHARS_PER_WORD, (at + text.length) / CHARS_PER_WORD);
      }
    }
    return { words, byLanguage: hits };
  }
}

function tokensOf(source: string, spell: (text: string) => string): Token[] {
  return source.split(' ').flatMap((word) => {
    const isStem = word.endsWith('*');
    const parts = spell(isStem ? word.slice(0, -1) : word)
      .replaceAll("'", ' ')
      .split(' ');
    return parts.map((text, at) => ({ text, isStem: isStem && at === parts.length - 1 }));
  });
}

function followsIn(words: readonly string[], start: number, tokens: readonly Token[]): boolean {
  return tokens.every(({ text, isStem }, at) => {
    if (at === 0) return true;
    const word = words[start + at];
    return isStem ? word?.startsWith(text) === true : word === text;
  });
}

function addHit(
  byLanguage: Map<string, LanguageHits>,
  { kind, language }: LexiconEntry,
  ...[start, end]: [start: number, end: number]
): void {
  const hit = { kind, start, end };
  const known = byLanguage.get(language);
  if (known === undefined) byLanguage.set(language, { kinds: bitOf(kind), hits: [hit] });
  else {
    known.kinds |= bitOf(kind);
    known.hits.push(hit);
  }
}

/** The bit of a kind. */
export function bitOf(kind: WordKind): number {
  return BITS[kind];
}
