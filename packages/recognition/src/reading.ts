import type { Entry, Keyword, Tables } from './rules.ts';

/** What a text asks for. CONTEXT_START is a bare yes, which opens nothing by itself. */
export type Verdict = 'OPT_OUT' | 'PROVISIONAL' | 'HELP' | 'START' | 'CONTEXT_START' | 'NONE';

/** T1 exact, T2 with filler, T3 phrase, T4 misspelling, T5 inside a sentence, T6 nothing, T7 composed; '' for help and start. */
export type Tier = 'T1' | 'T2' | 'T3' | 'T4' | 'T5' | 'T6' | 'T7' | '';

/** A text that was normalised, and how to look at it. */
export interface Reading {
  text: string;
  words: string[];
  /** Languages of the thread or the recipient's country, which switch words on that mean something else elsewhere. */
  languages: readonly string[];
  tables: Tables;
}

/** What a rule makes of a text. */
export interface Finding {
  verdict: Verdict;
  tier: Tier;
  /** Kind of rule and the entry of the keyword file, never the text: `exact:es:baja`. '' when nothing matched. */
  ruleId: string;
  /** Language of the entry; '' when it has none. */
  language: string;
}

/** The keyword that a text is in this reading's languages, or null. */
export function keywordOf({ tables, languages }: Reading, text: string): Keyword | null {
  const keyword = tables.keywords.get(text);
  if (keyword === undefined) return null;
  const counts = keyword.onlyIn?.some((code) => languages.includes(code)) ?? true;
  return counts ? keyword : null;
}

/** An opt-out by an entry of the file. */
export function stopBy(
  { kind, tier, entry }: { kind: string; tier: Tier; entry: Entry },
  reading: Reading,
): Finding {
  return { ...entryRule(kind, reading, entry), verdict: 'OPT_OUT', tier };
}

/** Names the entry that matched, in a language of the thread if it has one. */
export function entryRule(
  kind: string,
  { languages }: Reading,
  entry: Entry,
): Pick<Finding, 'ruleId' | 'language'> {
  const spoken = entry.languages.find((code) => languages.includes(code));
  const language = spoken ?? entry.languages[0] ?? '';
  return { ruleId: `${kind}:${language}:${entry.source}`, language };
}
