import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { PrivacyPolicy } from './domain/privacy/privacy-policy.ts';

const FILE = new URL('../data/privacy-policy.json', import.meta.url);

const rows = z.int().min(0);

const schema = z.strictObject({
  version: z.string().min(1),
  imports: z.strictObject({
    /** The window in which a requester's rows are counted. */
    windowSeconds: z.int().min(1),
    /** Rows within the window that nobody has to look at, by kind of caller; wider ones have a number of their own. */
    rowsUnseen: z.strictObject({
      organisation: rows,
      staff: rows,
      service: rows,
      allPolitical: rows,
    }),
    source: z.string().min(1),
  }),
  retention: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z-]*$/),
      about: z.string().min(1),
      /** 0 = without end. */
      days: z.int().min(0),
      applied: z.boolean(),
      source: z.string().min(1),
    }),
  ),
});

/** Reads the policy that comes with this version, or the one in `file`. Throws for one that is not sound. */
export function readPrivacyPolicy(file: string | URL = FILE): PrivacyPolicy {
  return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
