import { z } from 'zod';

/** Memory of a window is one entry a spend; above this a bucket says the same at constant cost. */
export const MAX_WINDOW_COUNT = 1_000;
/** State of pairs is kept in two generations of this length, so a pair must be at rest again within one. */
export const PAIR_GENERATION_MS = 600_000;
/** Longest moving period for unique recipients. */
const MAX_UNIQUES_PERIOD_MS = 31 * 86_400_000;
const MAX_WINDOW_PERIOD_MS = 86_400_000;

const common = {
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower case letters, digits, hyphens'),
  /** Nothing is assumed of a past that was not measured: the limit starts exhausted. */
  onUnknownPast: z.literal('empty'),
  /** Counted and reported, but refuses nothing. */
  shadow: z.boolean(),
  /** What the numbers do, in words for the people whom they bind. */
  meaning: z.string().trim().min(1).max(1_000),
  /** Where the numbers come from. */
  source: z.string().trim().min(1).max(1_000),
};
const cost = z.enum(['messages', 'segments']);

const windowSchema = z.strictObject({
  ...common,
  shape: z.literal('window'),
  /** Most permits in any half-open window of perMs + guardMs. */
  max: z.int().positive().max(MAX_WINDOW_COUNT),
  perMs: z.int().positive().max(MAX_WINDOW_PERIOD_MS),
  /** Added to perMs, so that the count holds where transport jitter has moved the messages together. */
  guardMs: z.int().nonnegative().max(60_000),
  cost,
});

const bucketSchema = z.strictObject({
  ...common,
  shape: z.literal('bucket'),
  /** One permit comes back every so many milliseconds. */
  everyMs: z.int().positive().max(86_400_000),
  /** Permits of a rested bucket. */
  burst: z.int().positive().max(1_000_000),
  cost,
});

const pairSchema = z
  .strictObject({
    ...common,
    shape: z.literal('pair'),
    everyMs: z.int().positive(),
    burst: z.int().positive(),
    cost: z.literal('messages'),
  })
  .refine((limit) => limit.everyMs * limit.burst <= PAIR_GENERATION_MS, {
    error: `everyMs × burst must not exceed ${PAIR_GENERATION_MS} ms`,
  });

const uniquesSchema = z.strictObject({
  ...common,
  shape: z.literal('uniques'),
  /** Most recipients, outside open conversations, in any half-open window of perMs. */
  max: z.int().positive().max(10_000_000),
  perMs: z.int().positive().max(MAX_UNIQUES_PERIOD_MS),
  cost: z.literal('messages'),
});

export const limitSchema = z.discriminatedUnion('shape', [
  windowSchema,
  bucketSchema,
  pairSchema,
  uniquesSchema,
]);

const profileSchema = z
  .strictObject({
    meaning: z.string().trim().min(1).max(1_000),
    /** Limits of one sender. */
    sender: z.array(limitSchema).max(8),
    /** Limits that all senders of an organisation with this profile share. */
    organisation: z.array(limitSchema).max(8),
  })
  .superRefine((profile, context) => {
    const ids = [...profile.sender, ...profile.organisation].map((limit) => limit.id);
    const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
    if (repeated !== undefined) {
      context.addIssue({ code: 'custom', message: `limit id "${repeated}" is used twice` });
    }
    for (const [index, limit] of profile.sender.entries()) {
      if (limit.shape === 'uniques') {
        context.addIssue({
          code: 'custom',
          path: ['sender', index],
          message: 'unique recipients are counted by organisation: move it to "organisation"',
        });
      }
    }
    for (const [index, limit] of profile.organisation.entries()) {
      if (limit.shape === 'pair') {
        context.addIssue({
          code: 'custom',
          path: ['organisation', index],
          message: 'pairs are counted by sender: move it to "sender"',
        });
      }
    }
  });

export const limitsSchema = z.strictObject({
  profiles: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), profileSchema)
    .refine((profiles) => Object.keys(profiles).length > 0, { error: 'names no profile' }),
});

/** One limit. Times in milliseconds. */
export type Limit = z.infer<typeof limitSchema>;
/** The limits of a kind of sender, for example "whatsapp-20". */
export type LimitProfile = z.infer<typeof profileSchema>;
