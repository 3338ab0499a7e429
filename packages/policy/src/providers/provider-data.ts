import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CONFIDENCE } from '../document/limit-schema.ts';

const sentence = z.string().trim().min(1).max(1_000);
const id = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/);
const origin = { confidence: z.enum(CONFIDENCE), source: sentence };

const limitRow = z.strictObject({
  id,
  provider: id,
  /** Whose limit it is, in words. */
  subject: sentence,
  /** Most units in a time; null = no limit. */
  max: z.int().positive().nullable(),
  unit: z.enum(['messages', 'segments', 'recipients']),
  perMs: z.int().positive(),
  /** What shares one count. */
  countedBy: z.enum(['number', 'organisation', 'campaign', 'account', 'pair']),
  /** Units at once, borrowed from later. */
  burst: z.int().positive().optional(),
  note: sentence.optional(),
  ...origin,
});

const factRow = z.strictObject({ id, provider: id, fact: sentence, ...origin });

/** What a profile must come to: seconds or days for 30,000 people. */
const check = z.strictObject({
  case: sentence,
  profile: id,
  seconds: z.int().positive().optional(),
  days: z.int().positive().optional(),
});

const providerData = z
  .strictObject({
    schema: z.literal(1),
    generated: z.iso.date(),
    note: sentence,
    limits: z.array(limitRow).min(1),
    facts: z.array(factRow),
    checks: z.array(check),
  })
  .superRefine(({ limits, facts }, context) => {
    const ids = [...limits, ...facts].map((row) => row.id);
    const repeated = ids.find((one, index) => ids.indexOf(one) !== index);
    if (repeated !== undefined) {
      context.addIssue({ code: 'custom', message: `row id "${repeated}" is used twice` });
    }
  });

/** What providers, carriers and laws allow: rows with source and confidence. */
export type ProviderData = z.infer<typeof providerData>;
export type ProviderLimit = ProviderData['limits'][number];

const FILE = new URL('../../data/provider-limits.json', import.meta.url);

/** Checks a parsed JSON value; throws with every fault. */
export function parseProviderData(value: unknown): ProviderData {
  return providerData.parse(value);
}

/** The rows of `data/provider-limits.json`. */
export function readProviderData(): ProviderData {
  return parseProviderData(JSON.parse(readFileSync(FILE, 'utf8')));
}
