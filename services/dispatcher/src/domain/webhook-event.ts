import { isToken } from '@hustings/kernel';
import { z } from 'zod';

const Id = z.string().refine(isToken, 'must be letters, digits, hyphen or underscore');
const Address = z.string().min(3).max(40);
const common = { id: Id, at_us: z.int().min(0) };

/** What a provider tells us, after its signature was checked. */
export const WebhookEvent = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('status'),
    /** Our reference: message id, hyphen, attempt. */
    client_ref: z.string().regex(/^[A-Za-z0-9_-]{1,100}-\d{1,9}$/, 'must be a reference of ours'),
    from: Address,
    to: Address,
    status: z.enum(['DELIVERED', 'READ', 'FAILED']),
    code: z.string().max(100).default(''),
  }),
  z.object({
    ...common,
    kind: z.literal('reply'),
    from: Address,
    to: Address,
    /** Longer texts than any channel carries are cut in the middle, never refused: an opt-out may stand at either end. */
    text: z.string().transform(cutMiddle),
  }),
  z.object({ ...common, kind: z.enum(['block', 'unblock', 'report']), from: Address, to: Address }),
  /** WhatsApp's user_preferences: the person stops or resumes marketing messages of one number. */
  z.object({
    ...common,
    kind: z.literal('preference'),
    from: Address,
    to: Address,
    category: z.literal('marketing_messages'),
    value: z.enum(['stop', 'resume']),
  }),
  /** The provider itself complains about one of our numbers: its rating went down, or its policy was breached. */
  z.object({
    ...common,
    kind: z.literal('notice'),
    number: Address,
    notice: z.enum(['quality_dropped', 'policy']),
    /** Its own words for it, for example "GREEN->YELLOW". */
    code: z.string().max(100).default(''),
  }),
]);
export type WebhookEvent = z.infer<typeof WebhookEvent>;
export type StatusEvent = Extract<WebhookEvent, { kind: 'status' }>;
export type NoticeEvent = Extract<WebhookEvent, { kind: 'notice' }>;
export type RecipientEvent = Exclude<WebhookEvent, StatusEvent | NoticeEvent>;

const MAX_REPLY_CHARACTERS = 10_000;

function cutMiddle(text: string): string {
  if (text.length <= MAX_REPLY_CHARACTERS) return text;
  const half = MAX_REPLY_CHARACTERS / 2;
  return `${text.slice(0, half)} ${text.slice(-half)}`.toWellFormed();
}
