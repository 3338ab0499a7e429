import { z } from 'zod';

const DAY_MS = 86_400_000;
/** The ledger remembers what a requester brought for so long. */
const MAX_IMPORT_WINDOW_MS = 31 * DAY_MS;
/** A doubtful reply is looked at within one business day, and its text is needed for that: a long weekend and some days. */
const MIN_TEXT_DAYS = 7;
const MAX_TEXT_DAYS = 3_660;
const MAX_ROWS = 10_000_000;

const rows = z.int().min(0).max(MAX_ROWS);

const keptMs = z
  .int()
  .multipleOf(DAY_MS, 'must be whole days, in milliseconds')
  .min(
    MIN_TEXT_DAYS * DAY_MS,
    `must be ${MIN_TEXT_DAYS} days or more, in milliseconds: reviews need the texts`,
  )
  .max(MAX_TEXT_DAYS * DAY_MS, `must be ${MAX_TEXT_DAYS} days or less, in milliseconds`);

const importsSchema = z.strictObject({
  /** The moving window in which a requester's rows are counted. */
  windowMs: z
    .int()
    .min(1_000)
    .multipleOf(1_000, 'must be whole seconds, in milliseconds')
    .max(MAX_IMPORT_WINDOW_MS, 'must be 31 days or less, in milliseconds'),
  /** New opt-outs within the window that nobody has to look at, by who brings them; `allPolitical` whoever brings them. */
  rowsUnseen: z.strictObject({
    organisation: rows,
    staff: rows,
    service: rows,
    allPolitical: rows,
  }),
});

/** What is kept of people and for how long, and how many opt-outs may come unseen. What is absent is as the ledger's own data say. */
export const privacySchema = z.strictObject({
  imports: importsSchema.optional(),
  retention: z
    .strictObject({
      /** Sealed texts and addresses of what organisations wrote. */
      messageContentMs: keptMs,
      /** Sealed texts of what recipients wrote; what a case cites is kept. */
      inboundTextsMs: keptMs,
    })
    .partial()
    .optional(),
});

export type PrivacySection = z.infer<typeof privacySchema>;
