import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What each text is for; the keys of the data file. */
export const SERVICE_TEXTS = [
  'confirmation',
  'confirmation_all',
  'help',
  'request_code',
  'opt_in',
  'opt_in_all',
] as const;

export type ServiceTextName = (typeof SERVICE_TEXTS)[number];

const count = z.int().min(1).max(100_000);
const origin = { source: z.string().min(1), confidence: z.string().min(1) };
const language = z.strictObject({
  /** The word that confirms an opt-in; recognition must take it for a yes. */
  yes: z.string().min(1),
  /** Who wrote the texts. */
  origin: z.enum(['machine', 'person']),
  needs_native_review: z.boolean(),
  texts: z.record(z.enum(SERVICE_TEXTS), z.string().min(1).max(480)),
});

const schema = z.strictObject({
  schema_version: z.literal(1),
  generated: z.iso.date(),
  status: z.string(),
  rules: z.strictObject({
    confirmation: z.strictObject({ within_seconds: count, ...origin }),
    automatic_replies: z.strictObject({ max: count, per_hours: count, ...origin }),
    request: z.strictObject({
      held_hours: count,
      per_requester: count,
      per_requester_hours: count,
      code_attempts: count,
      ...origin,
    }),
    opt_in: z.strictObject({ open_hours: count, ...origin }),
    link: z.strictObject({ valid_days: count, ...origin }),
  }),
  languages: z.record(z.string(), language),
});

/** The texts that the system sends by itself, and the rules on them. */
export type ServiceTextData = z.infer<typeof schema>;

/** The file that ships with the project. */
export const SERVICE_TEXT_FILE = new URL('../../data/service-texts.json', import.meta.url);

/** Reads and checks the texts. Throws one line that lists every fault. */
export function readServiceTexts(path: URL | string = SERVICE_TEXT_FILE): ServiceTextData {
  const parsed = schema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`the service texts are not valid: ${faults.join('; ')}`);
}

/** Version of the data, for the record of each text. */
export function serviceTextVersion({ schema_version, generated }: ServiceTextData): string {
  return `${schema_version}:${generated}`;
}
