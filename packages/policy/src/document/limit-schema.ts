import { z } from 'zod';

/** Memory of a window is one entry a spend; above this a bucket says the same at constant cost. */
export const MAX_WINDOW_COUNT = 1_000;
/** State of pairs is kept in two generations of this length, so a pair must be at rest again within one. */
export const PAIR_GENERATION_MS = 600_000;
/** Longest moving period for unique recipients. */
const MAX_UNIQUES_PERIOD_MS = 31 * 86_400_000;
/** Most messages to one recipient that a gate remembers as unanswered. */
export const MAX_UNANSWERED_COUNT = 16;
/** Unanswered messages are kept in two generations of this length, so none can count for longer than one. */
export const UNANSWERED_GENERATION_MS = 31 * 86_400_000;
const MAX_WINDOW_PERIOD_MS = 86_400_000;
/** Each message to a person takes 16 bytes for as long as it counts. */
const MAX_RECIPIENT_COUNT = 100;
const MAX_RECIPIENT_PERIOD_MS = 31 * 86_400_000;
const MAX_RECIPIENT_LIMITS = 4;

/** "read" on a public page, "reported" by a third party, "unconfirmed" (from memory), "chosen" by ourselves. */
export const CONFIDENCE = ['read', 'reported', 'unconfirmed', 'chosen'] as const;
export type Confidence = (typeof CONFIDENCE)[number];

const common = {
  id: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower case letters, digits, hyphens'),
  /** Nothing is assumed of a past that was not measured: the limit starts exhausted. */
  onUnknownPast: z.literal('empty'),
  /**
   * What happens while the limit's state cannot be read: nothing passes. There is no other choice, because the script that
   * reads the limit reads the opt-outs as well (docs/decisions/0020). Absent means the same.
   */
  failurePolicy: z
    .literal('closed', {
      error: 'only "closed" is possible; to count before you enforce, use "shadow": true',
    })
    .optional(),
  /** Counted and reported, but refuses nothing. */
  shadow: z.boolean(),
  /** What the numbers do, in words for the people whom they bind. */
  meaning: z.string().trim().min(1).max(1_000),
  /** Where the numbers come from. */
  source: z.string().trim().min(1).max(1_000),
  /** How sure the source is; see CONFIDENCE. Absent = not stated. */
  confidence: z.enum(CONFIDENCE).optional(),
};
const cost = z.enum(['messages', 'segments']);
/**
 * From a decision to the arrival at the provider passes more time for one message than for the next: at most the age up
 * to which a release is acted on and the time that a call may take. A limit that is to hold by arrivals needs this guard.
 */
const guardMs = z.int().nonnegative().max(60_000);

const GUARD_TAKES_ALL = { error: 'guardMs keeps back the whole burst' };

/** Permits of a bucket or pair that its guard keeps back. */
export function keptBack(limit: { everyMs: number; guardMs?: number | undefined }): number {
  return Math.ceil((limit.guardMs ?? 0) / limit.everyMs);
}

function guardLeavesBurst(limit: { everyMs: number; burst: number; guardMs?: number | undefined }) {
  return keptBack(limit) < limit.burst;
}

const windowSchema = z.strictObject({
  ...common,
  shape: z.literal('window'),
  /** Most permits in any half-open window of perMs + guardMs. */
  max: z.int().positive().max(MAX_WINDOW_COUNT),
  perMs: z.int().positive().max(MAX_WINDOW_PERIOD_MS),
  /** Added to perMs, so that the count holds where transport jitter has moved the messages together. */
  guardMs,
  cost,
});

const bucketSchema = z
  .strictObject({
    ...common,
    shape: z.literal('bucket'),
    /** One permit comes back every so many milliseconds. */
    everyMs: z.int().positive().max(86_400_000),
    /** Permits of a rested bucket, those that the guard keeps back included. */
    burst: z.int().positive().max(1_000_000),
    /** So many milliseconds' permits are kept back from the burst. */
    guardMs: guardMs.optional(),
    cost,
  })
  .refine(guardLeavesBurst, GUARD_TAKES_ALL);

const pairSchema = z
  .strictObject({
    ...common,
    shape: z.literal('pair'),
    everyMs: z.int().positive(),
    burst: z.int().positive(),
    /** So many milliseconds' permits are kept back from the burst. */
    guardMs: guardMs.optional(),
    cost: z.literal('messages'),
  })
  .refine(guardLeavesBurst, GUARD_TAKES_ALL)
  .refine((limit) => limit.everyMs * limit.burst <= PAIR_GENERATION_MS, {
    error: `everyMs × burst must not exceed ${PAIR_GENERATION_MS} ms`,
  });

const uniquesSchema = z.strictObject({
  ...common,
  shape: z.literal('uniques'),
  /** Most recipients, outside open conversations, in any half-open window of perMs. */
  max: z.int().positive().max(10_000_000),
  perMs: z.int().positive().max(MAX_UNIQUES_PERIOD_MS),
  /** Added to perMs. */
  guardMs: guardMs.optional(),
  cost: z.literal('messages'),
});

const unansweredSchema = z.strictObject({
  ...common,
  shape: z.literal('unanswered'),
  /** Most messages to one recipient since the last reply; a reply begins a new count. */
  max: z.int().positive().max(MAX_UNANSWERED_COUNT),
  /** A message counts for so long, answered or not: nobody is kept from a recipient for ever. */
  perMs: z.int().positive().max(UNANSWERED_GENERATION_MS),
  cost: z.literal('messages'),
});

export const limitSchema = z.discriminatedUnion('shape', [
  windowSchema,
  bucketSchema,
  pairSchema,
  uniquesSchema,
  unansweredSchema,
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

/** At most so many messages reach one person, from all organisations together, outside open conversations. */
const recipientLimitSchema = z.strictObject({
  ...common,
  shape: z.literal('window'),
  /** Most messages in any half-open window of perMs + guardMs. */
  max: z.int().positive().max(MAX_RECIPIENT_COUNT),
  perMs: z.int().positive().max(MAX_RECIPIENT_PERIOD_MS),
  /** Covers the way to the provider and the difference of the clocks; at least the age of a release. */
  guardMs: z.int().nonnegative().max(60_000),
  cost: z.literal('messages'),
});

function allWindows(limits: readonly { shape: string }[]): boolean {
  return limits.every(({ shape }) => shape === 'window');
}

const ONLY_WINDOWS = {
  error: 'only the shape "window" is possible here: its past is exact when it begins to bind',
};

const allLimitsSchema = z.strictObject({
  profiles: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/), profileSchema)
    .refine((profiles) => Object.keys(profiles).length > 0, { error: 'names no profile' })
    .superRefine((profiles, context) => {
      for (const { path, message } of findUnequalCounts(profiles)) {
        context.addIssue({ code: 'custom', path, message });
      }
    }),
  /**
   * Limits of every sender in addition to those of its profile. They count always, and bind only while a warning is new (until
   * it was delivered and the time has passed after which a new breach counts), and only messages to people who have never replied.
   */
  whileWarned: z.array(limitSchema).min(1).max(2).refine(allWindows, ONLY_WINDOWS).optional(),
  /**
   * As `whileWarned`, while a slow start of the sender runs: something about it is new, and nobody but the machine has looked at it.
   * No sanction: the standing stays as it is (docs/decisions/0165).
   */
  whileSlow: z.array(limitSchema).min(1).max(2).refine(allWindows, ONLY_WINDOWS).optional(),
  /** Caps that hold for one person over all organisations. Absent = nobody counts across organisations. */
  recipient: z
    .array(recipientLimitSchema)
    .min(1)
    .max(MAX_RECIPIENT_LIMITS)
    .refine((caps) => new Set(caps.map(({ id }) => id)).size === caps.length, {
      error: 'a limit id is used twice',
    })
    .optional(),
});

export const limitsSchema = allLimitsSchema.superRefine(
  ({ profiles, whileWarned = [], whileSlow = [] }, context) => {
    const conditional = [
      ...whileWarned.map(({ id }, index) => ({ id, path: ['whileWarned', index, 'id'] })),
      ...whileSlow.map(({ id }, index) => ({ id, path: ['whileSlow', index, 'id'] })),
    ];
    for (const [place, { id, path }] of conditional.entries()) {
      const profile = Object.entries(profiles).find(([, { sender, organisation }]) =>
        [...sender, ...organisation].some((limit) => limit.id === id),
      );
      const repeated = conditional.findIndex((limit) => limit.id === id) < place;
      if (profile === undefined && !repeated) continue;
      const where = repeated ? 'here' : `in profile "${profile?.[0]}"`;
      const message = `limit id "${id}" is used ${where} as well`;
      context.addIssue({ code: 'custom', path, message });
    }
  },
);

/**
 * Limits of an organisation that have one id share one count, whatever profile they stand in. What one of them has
 * forgotten the other would miss, so they must look back equally far; only the maximum of people, and of unanswered
 * messages, may differ, because those forget by time alone.
 */
function findUnequalCounts(
  profiles: Record<string, LimitProfile>,
): { path: (string | number)[]; message: string }[] {
  const first = new Map<string, { name: string; numbers: string }>();
  return Object.entries(profiles).flatMap(([name, { organisation }]) =>
    organisation.flatMap((limit, index) => {
      const numbers = countedNumbers(limit);
      const known = first.get(limit.id);
      if (known === undefined) first.set(limit.id, { name, numbers });
      if (known === undefined || known.numbers === numbers) return [];
      const message = `shares its count with "${limit.id}" of profile "${known.name}", whose numbers differ: give it another id`;
      return [{ path: [name, 'organisation', index], message }];
    }),
  );
}

function countedNumbers(limit: Limit): string {
  switch (limit.shape) {
    case 'uniques':
    case 'unanswered':
      return `${limit.shape} ${limit.perMs}`;
    case 'window':
      return `window ${limit.max} ${limit.perMs} ${limit.guardMs} ${limit.cost}`;
    default:
      return `${limit.shape} ${limit.burst} ${limit.everyMs} ${limit.cost}`;
  }
}

/** One limit. Times in milliseconds. */
export type Limit = z.infer<typeof limitSchema>;
/** A cap for one person over all organisations. */
export type RecipientLimit = z.infer<typeof recipientLimitSchema>;
/** The limits of a kind of sender, for example "whatsapp-20". */
export type LimitProfile = z.infer<typeof profileSchema>;
