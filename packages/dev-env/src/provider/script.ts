import { z } from 'zod';

const Milliseconds = z.number().min(0).max(600_000);
const Range = z
  .strictObject({ min: Milliseconds, max: Milliseconds })
  .refine((range) => range.min <= range.max, 'min must not exceed max');
const Share = z.number().min(0).max(1);
const Address = z.string().min(3).max(40);

/** What a recipient does. STOP reaches the sender's account, STOP_ALL every account. */
export const RecipientAction = z.enum(['REPLY', 'STOP', 'STOP_ALL', 'BLOCK', 'REPORT']);
export type RecipientAction = z.infer<typeof RecipientAction>;

/** Whom a rule is about: listed numbers, or all; thinned to a seeded share. */
const Selection = {
  /** Sending numbers; absent = all. */
  senders: z.array(Address).optional(),
  /** Recipients; absent = all. */
  recipients: z.array(Address).optional(),
  /** Share of those recipients, drawn by the seed and the number. */
  share: Share.default(1),
};

/** Recipients who act after a message was delivered to them. */
export const RecipientRule = z.strictObject({
  ...Selection,
  action: RecipientAction,
  /** One of these is written; absent = a usual word for the action. */
  texts: z.array(z.string().max(4096)).min(1).optional(),
  /** Acts on the n-th message that this number delivered to the recipient. */
  onMessage: z.int().min(1).default(1),
  /** How long after the delivery. */
  afterMs: Range.default({ min: 200, max: 1500 }),
});
export type RecipientRule = z.infer<typeof RecipientRule>;

/** A recipient who writes once a number has got so many messages accepted, whether or not one was for them. */
export const EarlyAction = z.strictObject({
  recipient: Address,
  sender: Address,
  afterMessages: z.int().min(0),
  action: RecipientAction.default('STOP'),
  text: z.string().max(4096).optional(),
});
export type EarlyAction = z.infer<typeof EarlyAction>;

/** How calls go wrong. ACCEPT_THEN_HANG_UP takes the message and answers nothing; HANG_UP does not even take it. */
export const FaultRule = z.strictObject({
  ...Selection,
  kind: z.enum(['ACCEPT_THEN_HANG_UP', 'HANG_UP', 'REJECT', 'BUSY']),
  /** Code of REJECT and BUSY. */
  code: z.string().max(60).default('SCRIPTED'),
  /** Strikes only so many calls; absent = all that match. */
  times: z.int().min(1).optional(),
});
export type FaultRule = z.infer<typeof FaultRule>;

/** Everything that the simulated provider and its recipients do by themselves. */
export const ProviderScript = z.strictObject({
  seed: z.int().default(1),
  /** Whether GET /v1/messages?client_ref= works; some providers offer nothing of the kind. */
  lookup: z.boolean().default(true),
  /** How long an answer to POST /v1/messages takes. */
  answerMs: Range.default({ min: 1, max: 8 }),
  /** From acceptance to delivery. */
  deliveryMs: Range.default({ min: 20, max: 150 }),
  /** Share of accepted messages that are reported FAILED. */
  failedShare: Share.default(0),
  /** Share of webhooks that are sent twice although the first was answered. */
  duplicateWebhookShare: Share.default(0),
  rules: z.array(RecipientRule).max(1000).default([]),
  early: z.array(EarlyAction).max(100_000).default([]),
  faults: z.array(FaultRule).max(1000).default([]),
});
export type ProviderScript = z.infer<typeof ProviderScript>;
/** A script as it may be written: whatever has a default can be left out. */
export type ProviderScriptInput = z.input<typeof ProviderScript>;
