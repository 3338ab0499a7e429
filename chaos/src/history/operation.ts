import { z } from 'zod';

/** What is written of one step: see chaos/README.md for the fields of each operation. */
export const operationSchema = z.object({
  /** Milliseconds since the run began, monotonic, with fractions. */
  t: z.number(),
  /** Who did it: one client, "provider", "dispatcher", "nemesis", "recorder". */
  process: z.string(),
  /**
   * invoke = begins; ok = answered; fail = certainly not done; info = not known, or a remark. An operation that has an invoke
   * and none of the others was still out when the recording ended.
   */
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.enum([
    'run',
    'send',
    'opt-out',
    'reply',
    'start',
    'hand-off',
    'arrival',
    'fate',
    'fault',
    'replay',
  ]),
  /** Connects the steps of one operation. */
  key: z.string(),
  value: z.record(z.string(), z.unknown()),
});
export type Operation = z.infer<typeof operationSchema>;
