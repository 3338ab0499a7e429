import type { Link, OutboundMessage } from '@hustings/contracts/governor';
import { DeliveryMode, Priority } from '@hustings/contracts/governor';
import { ok, type Result } from '@hustings/kernel';
import type { Recipient, RowFault } from './recipients.ts';
import { renderFor, type Templates } from './template.ts';

/** What all messages of one mailing share. */
export interface Mailing {
  senderId: string;
  campaignId: string;
  templates: Templates;
  links: Link[];
  /** ISO 3166-1 alpha-2 country of numbers in national form; '' = E.164 only. */
  defaultCountry: string;
  /** Seat at the tool; none when it is left out. */
  seatId?: string;
  /** The row's idempotency key, the same in every run: see `rowKeys`. */
  keyOf: (row: Recipient) => string;
}

/** Makes the renderer that turns a row into a queued bulk message. */
export function messageRenderer(
  mailing: Mailing,
): (row: Recipient) => Result<OutboundMessage, RowFault> {
  return (row) => {
    const rendered = renderFor(mailing.templates, row);
    if (!rendered.ok) return rendered;
    return ok({
      idempotencyKey: mailing.keyOf(row),
      senderId: mailing.senderId,
      campaignId: mailing.campaignId,
      to: row.to,
      defaultCountry: mailing.defaultCountry,
      text: rendered.value.text,
      links: mailing.links,
      priority: Priority.PRIORITY_BULK,
      mode: DeliveryMode.DELIVERY_MODE_QUEUED,
      expiresAt: undefined,
      personalParts: rendered.value.personalParts,
      recipientZone: row.fields.recipient_zone ?? '',
      recipientRegion: row.fields.recipient_region ?? '',
      seatId: mailing.seatId ?? '',
    });
  };
}
