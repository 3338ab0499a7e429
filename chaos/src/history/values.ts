import { z } from 'zod';
import { providerLimitSchema } from '../check/provider-limit.ts';
import type { Operation } from './operation.ts';

/** How messages are given to the governor. */
export const LOAD_KINDS = ['unary', 'stream', 'queued'] as const;
export type LoadKind = (typeof LOAD_KINDS)[number];

/** What each operation carries, by its name and type. */
export const values = {
  run: z.object({ seed: z.number(), limits: z.array(providerLimitSchema) }),
  sendInvoked: z.object({
    kind: z.enum(LOAD_KINDS),
    from: z.string(),
    to: z.string(),
    text: z.string(),
  }),
  sendAnswered: z.object({
    outcome: z.string(),
    reason: z.string(),
    messageId: z.string(),
    repeated: z.boolean(),
  }),
  optOut: z.object({ to: z.string(), numbers: z.array(z.string()).nullable() }),
  reply: z.object({
    person: z.string(),
    numbers: z.array(z.string()).nullable(),
    text: z.string(),
    stops: z.boolean(),
  }),
  arrival: z.object({ from: z.string(), to: z.string(), text: z.string() }),
  fate: z.object({ step: z.string(), detail: z.string() }),
  fault: z.object({ phase: z.enum(['begin', 'end']), measuredFrom: z.enum(['begin', 'end']) }),
};

/** Operations of one name and type with what they carry. Throws ZodError for one that carries something else. */
export function pick<Value>(
  operations: readonly Operation[],
  which: { f: Operation['f']; type: Operation['type'] },
  schema: z.ZodType<Value>,
): { t: number; key: string; value: Value }[] {
  return operations
    .filter(({ f, type }) => f === which.f && type === which.type)
    .map(({ t, key, value }) => ({ t, key, value: schema.parse(value) }));
}
