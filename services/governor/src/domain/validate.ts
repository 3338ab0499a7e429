import type { OutboundMessage } from '@hustings/contracts/governor';
import { Reason } from '@hustings/contracts/governor';
import type { PlaceFault } from '@hustings/policy';

/** Why a request is malformed: nothing about it is recorded, and the caller mends it. */
export interface Malformed {
  reason: Reason;
  detail: string;
}

/** Longest text that is read at all, whatever the channel; a channel's own limit is in the policy document. */
const TEXT_MAX = 4_096;
const LINKS_MAX = 10;
const SHOWN_MAX = 300;
const URL_MAX = 2_000;
const PARTS_MAX = 5;
const KEY = /^[\x21-\x7e]{1,128}$/;
const ID = /^[A-Za-z0-9_-]{1,100}$/;
// Letters and marks of any script: what names are made of. Digits, slashes and colons would let a part carry a link.
const PERSONAL_PART = /^[\p{L}\p{M}][\p{L}\p{M} .'’-]{0,59}$/u;

/** Checks the shape of a request, apart from its number and from everything that depends on state. */
export function findMalformed(message: OutboundMessage): Malformed | null {
  return findBadIds(message) ?? findBadText(message) ?? findBadLinks(message);
}

function findBadIds(message: OutboundMessage): Malformed | null {
  if (!KEY.test(message.idempotencyKey)) {
    return invalid('idempotency_key must have 1 to 128 printable ASCII characters without spaces');
  }
  if (!ID.test(message.senderId)) return invalid('sender_id is missing or is not an id');
  if (!ID.test(message.campaignId)) return invalid('campaign_id is missing or is not an id');
  if (message.seatId !== '' && !ID.test(message.seatId)) return invalid('seat_id is not an id');
  return null;
}

function findBadText({ text, personalParts }: OutboundMessage): Malformed | null {
  if (text.trim() === '') return { reason: Reason.REASON_TEXT_EMPTY, detail: 'the text is empty' };
  if (text.length > TEXT_MAX) return tooLong(text.length, TEXT_MAX);
  if (!text.isWellFormed()) return invalid('the text is not valid Unicode');
  if (personalParts.length > PARTS_MAX) {
    return invalid(`at most ${PARTS_MAX} personal_parts are taken`);
  }
  const bad = personalParts.findIndex((part) => !PERSONAL_PART.test(part) || !text.includes(part));
  return bad < 0
    ? null
    : invalid(
        `personal_parts[${bad}] must occur in the text and have 1 to 60 letters, spaces, apostrophes, hyphens or full stops`,
      );
}

function findBadLinks({ links }: OutboundMessage): Malformed | null {
  if (links.length > LINKS_MAX) return invalid(`at most ${LINKS_MAX} links are taken`);
  const bad = links.findIndex(
    (link) =>
      link.shown.length > SHOWN_MAX || link.targetUrl.length > URL_MAX || link.targetUrl === '',
  );
  return bad < 0 ? null : invalid(`links[${bad}] lacks a target_url or is too long`);
}

/** The refusal of a text that is longer than its channel takes. */
export function tooLong(characters: number, max: number): Malformed {
  return {
    reason: Reason.REASON_TEXT_TOO_LONG,
    detail: `the text has ${characters} characters and at most ${max} are taken`,
  };
}

/** The refusal of a stated place that is none. */
export function placeUnknown(fault: PlaceFault): Malformed {
  return fault === 'ZONE_UNKNOWN'
    ? invalid('recipient_zone must be an IANA zone such as Europe/Madrid')
    : invalid('recipient_region must be an ISO 3166 code such as ES-CT, with its district if any');
}

function invalid(detail: string): Malformed {
  return { reason: Reason.REASON_INVALID_REQUEST, detail };
}
