import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { PAGE_TEXTS, type PageLanguages } from '../domain/page-texts.ts';

const FOLDER = new URL('../../data/page-texts/', import.meta.url);

/** Every sentence must be there: a page never mixes languages. */
const schema = z.strictObject({
  code: z.string().regex(/^[a-z]{2,3}$/),
  name: z.string().min(1),
  direction: z.enum(['ltr', 'rtl']),
  /** Who wrote the sentences. */
  origin: z.enum(['machine', 'person']),
  needs_native_review: z.boolean(),
  texts: z.record(z.enum(PAGE_TEXTS), z.string().min(1).max(400)),
});

/** The sentences of all languages, by code. Throws one line for a file that is not as it has to be. */
export function readPageTexts(): PageLanguages {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return new Map(
    files.sort().map((name) => {
      const parsed = schema.safeParse(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')));
      if (!parsed.success) {
        const faults = parsed.error.issues.map(
          (issue) => `${issue.path.join('.')}: ${issue.message}`,
        );
        throw new Error(`the page texts of ${name} are not valid: ${faults.join('; ')}`);
      }
      const { code, name: ownName, direction, texts } = parsed.data;
      return [code, { code, name: ownName, direction, texts }];
    }),
  );
}
