import type { CompositionData } from './composition-data.ts';

/** How a language asks to stop, for help and to start again. Words as people write them; compiled before use. */
export interface LanguageData {
  optout_exact: string[];
  optout_phrases: string[];
  help: string[];
  start: string[];
  /** Words of consent that count only inside a double opt-in that the person began, so never here. */
  start_context_only: string[];
  /** Ordinary words: they are keywords only when nothing else but filler stands with them. */
  whole_message_only: string[];
}

/** The part of the versioned keyword file that recognition reads. Field names are those of the file. */
export interface KeywordData {
  schema_version: number;
  generated: string;
  policy: { scope: { words_for_ALL_POLITICAL: string[] } };
  filler_tokens: string[];
  guards: string[];
  core_in_sentence: string[];
  /** In a message of more words a phrase is only a doubt: people pass on long texts that say all kinds of things. */
  phrase_max_words: number;
  /** Phrases among `optout_phrases` by which the writer says that somebody else is meant: consent is void as well. */
  wrong_number_phrases: string[];
  locale_gated: { keywords: Record<string, string[]> };
  fuzzy: { stop_typos: string[]; targets: string[] };
  fuzzy_denylist: string[];
  emoji: { opt_out: string[]; provisional: string[]; none: string[] };
  languages: Record<string, LanguageData>;
  /** Kept in a file of its own. */
  compositions: CompositionData;
}
