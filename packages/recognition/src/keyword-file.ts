import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readCompositionFile } from './composition-data.ts';
import type { KeywordData } from './keyword-data.ts';

const words = z.array(z.string().min(1));

const language = z.object({
  optout_exact: words,
  optout_phrases: words,
  help: words,
  start: words,
  start_context_only: words,
  whole_message_only: words,
});

const schema = z.object({
  schema_version: z.literal(1),
  generated: z.iso.date(),
  policy: z.object({ scope: z.object({ words_for_ALL_POLITICAL: words }) }),
  filler_tokens: words,
  guards: words,
  core_in_sentence: words,
  phrase_max_words: z.int().min(1),
  wrong_number_phrases: words,
  locale_gated: z.object({ keywords: z.record(z.string(), words) }),
  fuzzy: z.object({ stop_typos: words, targets: words }),
  fuzzy_denylist: words,
  emoji: z.object({ opt_out: words, provisional: words, none: words }),
  languages: z.record(z.string(), language),
});

/** The keyword file that ships with the project. */
export const KEYWORD_FILE = new URL('../data/optout-keywords.json', import.meta.url);

/** Reads and checks a keyword file, with the lexicons that ship. Throws one line that lists every fault. */
export function readKeywordFile(path: URL | string = KEYWORD_FILE): KeywordData {
  const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return { ...parsed.data, compositions: readCompositionFile() };
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the keyword file is not valid: ${faults.join('; ')}`);
}
