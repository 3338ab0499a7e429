import { type Compositions, compileCompositions } from './compose.ts';
import type { KeywordData } from './keyword-data.ts';
import { foldLookAlikes } from './look-alikes.ts';
import { normaliseText } from './normalise.ts';
import { WordSequences } from './word-sequences.ts';

/** A word or phrase with the languages that use it, in the order of the file. */
export interface Entry {
  /** As the file spells it: rule ids name it. */
  source: string;
  languages: string[];
}

/** A word that means stop when it stands alone. */
export interface Keyword extends Entry {
  /** Also an ordinary word: repeated or among others it says nothing. */
  wholeOnly: boolean;
  /** Languages in which alone it counts; null = everywhere. */
  onlyIn: string[] | null;
}

/** The keyword file, made ready for one spelling of the text. */
export interface Tables {
  keywords: Map<string, Keyword>;
  /** Characters of a normalised text above which it is no keyword, not even with every letter doubled. */
  keywordMaxChars: number;
  phrases: WordSequences<Entry>;
  /** Words of a message above which a phrase is only a doubt. */
  phraseMaxWords: number;
  guards: WordSequences<string>;
  core: WordSequences<string>;
  help: Map<string, Entry>;
  start: Map<string, Entry>;
  consent: Map<string, Entry>;
  fillers: WordSequences<null>;
  /** Words that widen the scope, with the keyword that they begin with, if they do. */
  scopeWords: WordSequences<string | null>;
  typos: Set<string>;
  targets: string[];
  notTypos: Set<string>;
  compositions: Compositions;
}

/** The keyword file, made ready for use. */
export interface RecognitionRules {
  /** Versions of the keyword file and, after a plus sign, of the lexicons, for the proof of each opt-out. */
  version: string;
  plain: Tables;
  /** For texts that mix alphabets: entries and text both with look-alikes folded to Latin letters. */
  latinised: Tables;
  emoji: { optOut: Set<string>; provisional: Set<string> };
  /** Phrases, as the file spells them, that say that somebody else is meant. */
  wrongNumber: Set<string>;
}

/** Start words that count in any language; every other one counts in its own only. */
export const UNIVERSAL_START = new Set(['start', 'unstop']);

/** Compiles the keyword file once; recognition then only looks up. */
export function compileRules(data: KeywordData): RecognitionRules {
  return {
    version: `${data.schema_version}:${data.generated}+${data.compositions.version}`,
    plain: compileTables(data, normaliseText),
    latinised: compileTables(data, (text) => normaliseText(foldLookAlikes(text))),
    emoji: {
      optOut: new Set(data.emoji.opt_out.map(bareEmoji)),
      provisional: new Set(data.emoji.provisional.map(bareEmoji)),
    },
    wrongNumber: new Set(data.wrong_number_phrases),
  };
}

type Spell = (text: string) => string;

function compileTables(data: KeywordData, spell: Spell): Tables {
  const keywords = compileKeywords(data, spell);
  const phrases = collect(data, (language) => language.optout_phrases, spell);
  return {
    keywords,
    keywordMaxChars: 2 * Math.max(0, ...[...keywords.keys()].map((key) => key.length)),
    phrases: new WordSequences(phrases),
    phraseMaxWords: data.phrase_max_words,
    guards: sequencesOf(data.guards, spell),
    core: sequencesOf(data.core_in_sentence, spell),
    help: collect(data, (language) => language.help, spell),
    start: collect(data, (language) => language.start, spell),
    consent: collect(data, (language) => language.start_context_only, spell),
    fillers: new WordSequences(data.filler_tokens.map((text) => [spell(text), null] as const)),
    scopeWords: compileScopeWords(data, keywords, spell),
    typos: new Set(data.fuzzy.stop_typos.map(spell)),
    targets: data.fuzzy.targets.map(spell),
    notTypos: new Set(data.fuzzy_denylist.map(spell)),
    compositions: compileCompositions(data.compositions, spell),
  };
}

function collect(
  data: KeywordData,
  pick: (language: KeywordData['languages'][string]) => string[],
  spell: Spell,
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const [code, language] of Object.entries(data.languages)) {
    for (const source of pick(language)) {
      const key = spell(source);
      const entry = entries.get(key);
      if (entry === undefined) entries.set(key, { source, languages: [code] });
      else if (!entry.languages.includes(code)) entry.languages.push(code);
    }
  }
  return entries;
}

function compileKeywords(data: KeywordData, spell: Spell): Map<string, Keyword> {
  const wholeOnly = new Set(
    Object.values(data.languages).flatMap((language) => language.whole_message_only.map(spell)),
  );
  const gates = new Map(
    Object.entries(data.locale_gated.keywords).map(([word, codes]) => [spell(word), codes]),
  );
  const entries = collect(data, (language) => language.optout_exact, spell);
  return new Map(
    [...entries].map(([key, entry]) => [
      key,
      { ...entry, wholeOnly: wholeOnly.has(key), onlyIn: gates.get(key) ?? null },
    ]),
  );
}

function sequencesOf(texts: string[], spell: Spell): WordSequences<string> {
  return new WordSequences(texts.map((source) => [spell(source), source] as const));
}

function compileScopeWords(
  data: KeywordData,
  keywords: Map<string, Keyword>,
  spell: Spell,
): WordSequences<string | null> {
  return new WordSequences(
    data.policy.scope.words_for_ALL_POLITICAL.map((source) => {
      const text = spell(source);
      const first = text.split(' ')[0] ?? '';
      return [text, keywords.has(first) ? first : null] as const;
    }),
  );
}

const SKIN_TONE_OR_GENDER = /[\u{1f3fb}-\u{1f3ff}\u2640\u2642]|[\u200d\ufe0e\ufe0f]/gu;

/** An emoji without skin tone, gender, joiner and variation selector. */
export function bareEmoji(emoji: string): string {
  return emoji.replace(SKIN_TONE_OR_GENDER, '');
}
