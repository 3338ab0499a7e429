import type { Logger } from '@hustings/service-kit';
import { z } from 'zod';
import { WebhookEvent } from '../domain/webhook-event.ts';
import type { Telemetry } from '../telemetry.ts';
import { type InboundParts, receiveInbound } from './receive-inbound.ts';
import { receiveNotice } from './receive-notice.ts';
import { receiveStatus } from './receive-status.ts';

/** Most events of one request; WhatsApp gathers up to so many (developers.facebook.com/docs/whatsapp/cloud-api/guides/set-up-webhooks). */
const EVENTS_MAX = 1_000;
const Gathered = z.object({ events: z.array(z.unknown()).min(1).max(EVENTS_MAX) });

/** HTTP status for the provider, with a machine-readable reason unless it is 200. */
export interface WebhookAnswer {
  status: 200 | 400 | 404 | 503;
  reason?: string;
}

export interface WebhookParts extends InboundParts {
  logger: Logger;
  telemetry: Telemetry;
}

/**
 * Takes an authenticated webhook: an event, or `{ events }`. 200 = it stands in the log and, for an opt-out, holds everywhere; 503 = the
 * provider has to repeat it. Of several the one that fared worst is answered: whatever was taken is taken once. The same event at
 * the same time is worked on once.
 */
export function webhookReceiver(parts: WebhookParts): (body: unknown) => Promise<WebhookAnswer> {
  const receiveOne = eventReceiver(parts);
  return async (body) => {
    const gathered = Gathered.safeParse(body);
    if (!gathered.success) return receiveOne(body);
    const receipts: Promise<WebhookAnswer>[] = [];
    const answers: WebhookAnswer[] = [];
    for (const event of gathered.data.events) {
      // What one person says after the other keeps its order; receipts do not depend on each other, and share a commit.
      if (isReceipt(event)) receipts.push(receiveOne(event));
      else answers.push(await receiveOne(event));
    }
    answers.push(...(await Promise.all(receipts)));
    return answers.reduce((worst, next) => (next.status > worst.status ? next : worst));
  };
}

function isReceipt(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'kind' in event && event.kind === 'status';
}

function eventReceiver(parts: WebhookParts): (body: unknown) => Promise<WebhookAnswer> {
  const underWay = new Map<string, Promise<WebhookAnswer>>();
  return async (body) => {
    const parsed = WebhookEvent.safeParse(body);
    if (!parsed.success) {
      parts.telemetry.noteWebhook('invalid', 'refused');
      return { status: 400, reason: 'INVALID_EVENT' };
    }
    const event = parsed.data;
    const working = underWay.get(event.id) ?? receive(parts, event);
    underWay.set(event.id, working);
    try {
      return await working;
    } finally {
      underWay.delete(event.id);
    }
  };
}

/** Never rejects. */
async function receive(parts: WebhookParts, event: WebhookEvent): Promise<WebhookAnswer> {
  try {
    const answer = await receiveKind(parts, event);
    parts.telemetry.noteWebhook(event.kind, answer.status === 200 ? 'ok' : 'refused');
    return answer;
  } catch (error) {
    parts.telemetry.noteWebhook(event.kind, 'unavailable');
    parts.logger.warn(
      { err: error, kind: event.kind },
      'webhook not taken; the provider repeats it',
    );
    return { status: 503, reason: 'UNAVAILABLE' };
  }
}

function receiveKind(parts: WebhookParts, event: WebhookEvent): Promise<WebhookAnswer> {
  switch (event.kind) {
    case 'status':
      return receiveStatus(parts, event);
    case 'notice':
      return receiveNotice(parts, event);
    default:
      return receiveInbound(parts, event);
  }
}
