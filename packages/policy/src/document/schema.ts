import { z } from 'zod';
import { windowsSchema } from '../windows/windows-schema.ts';
import { limitsSchema } from './limit-schema.ts';

const DAY_MS = 86_400_000;

/** Longer spans are surely a slip of the unit: nothing in a policy lasts longer than ten years. */
const MAX_SPAN_MS = 10 * 366 * DAY_MS;

const spanMs = z.int().positive().max(MAX_SPAN_MS);
const sentence = z.string().trim().min(1).max(2_000);

const contentSchema = z.strictObject({
  /** UTF-16 code units by channel; longer texts are refused. */
  maxCharacters: z.strictObject({
    WHATSAPP: z.int().positive().max(65_536),
    SMS: z.int().positive().max(1_600),
    TELEGRAM: z.int().positive().max(65_536),
  }),
  /** How long the governor waits for a verdict on a text. */
  classifierDeadlineMs: z.int().positive().max(10_000),
  /** When a message that was held for want of a verdict may be tried again. */
  retryHeldAfterMs: z.int().positive().max(DAY_MS),
});

const dispatchSchema = z.strictObject({
  /** The dispatcher hands back a release older than this. */
  releaseMaxAgeMs: z.int().positive().max(60_000),
});

const ruleSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower case letters, digits, hyphens'),
  /** Clause of the terms with its version, as a statement of reasons quotes it. */
  clause: sentence,
  subject: z.literal('SENDER'),
  /** CEL expression over the signals, of type bool. */
  when: z.string().trim().min(1).max(2_000),
  summary: sentence,
  explanation: sentence,
  howToFix: sentence,
});

const enforcementSchema = z.strictObject({
  signals: z.strictObject({
    /** Length of the moving window over which signals are counted. */
    windowMs: spanMs,
  }),
  rules: z.array(ruleSchema).max(100),
  ladder: z.strictObject({
    warning: z.strictObject({
      /** A further step needs a breach that began this long after the warning was delivered. */
      minGapAfterDeliveryMs: spanMs,
      /** A warning lapses after this long without a breach. */
      lapsesAfterMs: spanMs,
    }),
    restriction: z.strictObject({ durationMs: spanMs }),
    /** A notice that nobody fetched counts as delivered after this long. */
    noticeDeemedDeliveredAfterMs: spanMs,
    appeal: z.strictObject({ openMs: spanMs, decideWithinMs: spanMs }),
  }),
});

/** The policy document: every number that governs admission, enforcement and appeal, as data. All spans in milliseconds. */
export const policySchema = z.strictObject({
  schema: z.literal(1),
  name: z.string().trim().min(1).max(100),
  /** For readers: where the numbers come from, and whether times are shortened. */
  note: z.string().trim().max(4_000),
  limits: limitsSchema,
  content: contentSchema,
  dispatch: dispatchSchema,
  enforcement: enforcementSchema,
  /** Absent: messages go out at every hour, and no election silence is known. */
  windows: windowsSchema.optional(),
});

export type PolicyDocument = z.infer<typeof policySchema>;
export type EnforcementRule = PolicyDocument['enforcement']['rules'][number];
