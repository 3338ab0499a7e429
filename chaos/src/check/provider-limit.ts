import { z } from 'zod';

const common = {
  id: z.string(),
  /** Sending numbers that share it. */
  numbers: z.array(z.string()),
};
const cost = z.enum(['messages', 'segments']);
const count = z.int().positive();

/** What the provider allows: its side of the limits, without any allowance for the way. Times in milliseconds. */
export const providerLimitSchema = z.discriminatedUnion('shape', [
  /** At most `max` in any half-open window of `perMs`. */
  z.object({ ...common, shape: z.literal('window'), max: count, perMs: count, cost }),
  /** In any span at most `burst` and one more for each `everyMs` in it. */
  z.object({ ...common, shape: z.literal('bucket'), burst: count, everyMs: count, cost }),
  /** The same, counted by sending number and recipient. */
  z.object({ ...common, shape: z.literal('pair'), burst: count, everyMs: count }),
  /** At most `max` different recipients who have never replied, in any half-open window of `perMs`. */
  z.object({ ...common, shape: z.literal('uniques'), max: count, perMs: count }),
]);
export type ProviderLimit = z.infer<typeof providerLimitSchema>;
export type Cost = z.infer<typeof cost>;
