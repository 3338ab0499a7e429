import { z } from 'zod';
import { windowsSchema } from '../windows/windows-schema.ts';
import { limitsSchema } from './limit-schema.ts';
import { privacySchema } from './privacy-schema.ts';

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
  /**
   * What follows. LADDER: a warning, and a restriction after it. SLOW_START: `limits.whileSlow` bind the sender until its owner
   * confirms, or for a time; no sanction. COMPROMISE_HOLD: everything of the sender is frozen and somebody looks within a day; only
   * while a slow start runs that nobody has confirmed. Absent = LADDER.
   */
  measure: z.enum(['LADDER', 'SLOW_START', 'COMPROMISE_HOLD']).optional(),
  /** On trial: breaches are counted and shown, and nothing follows from them. Absent = false. */
  shadow: z.boolean().optional(),
});

const slowStartSchema = z.strictObject({
  /** A slow start that nobody confirms ends by itself after this long. */
  lastsMs: spanMs.max(14 * DAY_MS),
  /** After one has ended, and after a confirmation, none begins for this long. */
  restsMs: spanMs.max(90 * DAY_MS),
});

/** How long the operator has to decide an appeal, by measure, and shorter during an official campaign. */
const appealClocksSchema = z.strictObject({
  suspensionMs: spanMs,
  banMs: spanMs,
  /** To decide on a stay. */
  stayMs: spanMs,
  campaign: z.strictObject({ restrictionMs: spanMs, suspensionMs: spanMs, banMs: spanMs }),
});

const enforcementSchema = z.strictObject({
  signals: z.strictObject({
    /** Length of the moving window over which signals are counted. */
    windowMs: spanMs,
  }),
  rules: z.array(ruleSchema).max(100),
  /** Needed by rules whose measure is SLOW_START. */
  slowStart: slowStartSchema.optional(),
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
    appeal: z.strictObject({
      /** From delivery of the statement on. */
      openMs: spanMs,
      /** Appeals against warnings and restrictions. Missed: the appeal succeeds. */
      decideWithinMs: spanMs,
      /** The other clocks; absent: all as `decideWithinMs`. */
      clocks: appealClocksSchema.optional(),
    }),
    /** Clocks of what people decide; what is absent is as in the data of the ladder (enforcement-ladder.json). */
    process: z
      .strictObject({
        /** Longest suspension. Fourteen days is the longest that the ladder knows. */
        suspensionMaxMs: spanMs.max(14 * DAY_MS),
        /** Time to answer, from the delivery of the evidence. */
        answerWithinMs: spanMs,
        /** From the notice of a ban to the ban. */
        banNoticeMs: spanMs,
        /** By when an emergency suspension has to be ratified; the ladder knows no longer one. */
        ratifyWithinMs: spanMs.max(DAY_MS),
        /** A strike no longer counts after so long. */
        strikeLapsesAfterMs: spanMs,
        /** So long before a vote a panel of three decides about parties and candidates. */
        nearVoteMs: spanMs,
        /** Between two stages of a mass action: a tenth of the accounts, half, all. */
        massActionStageMs: spanMs,
      })
      .partial()
      .optional(),
  }),
});

/** The policy document, its parts one by one: every number that governs admission, enforcement and appeal, as data. All spans in milliseconds. */
const documentSchema = z.strictObject({
  schema: z.literal(1),
  name: z.string().trim().min(1).max(100),
  /** For readers: where the numbers come from, and whether times are shortened. */
  note: z.string().trim().max(4_000),
  /**
   * Begin, RFC 3339 with zone; when it is activated later, it begins with the activation. Absent = with the activation. What was
   * done before the beginning is never judged by it.
   */
  effectiveFrom: z.iso.datetime({ offset: true }).optional(),
  limits: limitsSchema,
  content: contentSchema,
  dispatch: dispatchSchema,
  enforcement: enforcementSchema,
  /** Absent: messages go out at every hour, and no election silence is known. */
  windows: windowsSchema.optional(),
  /** Absent: imports and retention are as the data of the opt-out ledger say (privacy-policy.json). */
  privacy: privacySchema.optional(),
});

/** The whole document, with what its parts ask of one another. */
export const policySchema = documentSchema.superRefine(({ limits, enforcement }, context) => {
  const { rules, slowStart } = enforcement;
  const index = rules.findIndex(({ measure }) => measure === 'SLOW_START');
  if (index >= 0 && (slowStart === undefined || limits.whileSlow === undefined)) {
    const missing = slowStart === undefined ? 'enforcement.slowStart' : 'limits.whileSlow';
    const message = `a rule that begins a slow start needs "${missing}"`;
    context.addIssue({ code: 'custom', path: ['enforcement', 'rules', index, 'measure'], message });
  }
});

export type PolicyDocument = z.infer<typeof policySchema>;
export type EnforcementRule = PolicyDocument['enforcement']['rules'][number];
