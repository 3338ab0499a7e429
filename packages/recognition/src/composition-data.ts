import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * Kinds of words that requests to stop are made of. `cease`: stop, quit, enough. `ban`: words that forbid what follows. `keep`: words
 * before another kind that turn it into its opposite ("never" before "stop"); `flip`: the same between a ban and what it would forbid
 * ("don't forget to"); `told`: a ban within a statement ("we did not"). `nomore`: no, enough, before messages. `more`: again, any
 * more. `reach`: to write, to call, to bother. `noreach`: the same, forbidden in one word or expression. `item`: messages. `unwanted`: I do
 * not want. `get`: to receive. `me`: the writer or this number. `drop`: remove. `number`: my number, my data. `list`: where it stands.
 * `never` and `join`: never signed up. `whence`: who gave you. `interest`: not interested. `again`: once more. `report`: I shall complain.
 * `leave`: leave me alone.
 */
export const WORD_KINDS = [
  'cease',
  'ban',
  'keep',
  'flip',
  'told',
  'nomore',
  'more',
  'reach',
  'noreach',
  'item',
  'unwanted',
  'get',
  'me',
  'drop',
  'number',
  'list',
  'never',
  'join',
  'whence',
  'interest',
  'again',
  'report',
  'leave',
] as const;

/** A kind of word. */
export type WordKind = (typeof WORD_KINDS)[number];

const words = z.array(z.string().min(1));
/** A stem of fewer letters would hold half a language. */
const lexiconWords = z.array(
  z
    .string()
    .regex(
      /^(?!.{1,2}\*)[^*]+( [^*]+)*\*?$/u,
      'a stem has three letters or more, and is the last word',
    ),
);
const kinds = z.array(z.enum(WORD_KINDS)).min(1);

const rule = z.object({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  parts: z.array(kinds).min(1).max(2),
  near: z.array(kinds),
  not_before: z.array(z.enum(WORD_KINDS)),
  not_between: z.array(z.enum(WORD_KINDS)),
  not_in: z.array(z.enum(WORD_KINDS)),
  gap: z.int().min(0),
  any_order: z.boolean(),
  clear_words: z.int().min(0),
  doubt_words: z.int().min(1),
});

const schema = z.object({
  version: z.int().min(1),
  max_words: z.int().min(1),
  order_free: words,
  clitics: words,
  rules: z.array(rule).min(1),
  languages: z.record(z.string(), z.partialRecord(z.enum(WORD_KINDS), lexiconWords)),
});

/**
 * Which kinds of words together ask to stop. `parts` stand in this order (`any_order`: in any), at most `gap` words between two; each of
 * `near` stands within six words of them. None of `not_before` stands within two words of the first, none of `not_between` between the two,
 * and the first is no part of one of `not_in`. In a message of up to `clear_words` words it is a clear request, up to `doubt_words` a doubtful
 * one, above nothing.
 */
export type CompositionRule = z.infer<typeof rule>;

/**
 * Lexicons by ISO 639 code, and the rules over them. A word that ends in `*` is a stem. In messages above `max_words` nothing is composed;
 * in the languages of `order_free` parts stand in any order; `clitics` are written onto the word that follows.
 */
export type CompositionData = z.infer<typeof schema>;

/** The lexicons that ship with the project. */
export const COMPOSITION_FILE = new URL('../data/compositions.json', import.meta.url);

/** Reads and checks a file of lexicons and rules. Throws one line that lists every fault. */
export function readCompositionFile(path: URL | string = COMPOSITION_FILE): CompositionData {
  const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the file of compositions is not valid: ${faults.join('; ')}`);
}
