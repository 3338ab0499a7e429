import type { OutboundMessage, SendResult } from '@hustings/contracts/governor';
import { DeliveryMode, Outcome, Priority, Reason } from '@hustings/contracts/governor';
import { Channel } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import type { Ids } from '@hustings/kernel';
import type { PolicyDocument } from '@hustings/policy';
import { normaliseAddress, type Vault } from '@hustings/privacy';
import type { Principal } from '@hustings/service-kit';
import { channelName, type Directory, type KnownSender } from '../domain/directory.ts';
import { templateOf } from '../domain/template.ts';
import { unitsOf } from '../domain/units.ts';
import { findMalformed, type Malformed, placeUnknown, tooLong } from '../domain/validate.ts';
import type { Classifier, Verdict } from '../ports/classifier.ts';
import type { PreparedMessage } from './group.ts';
import { placeOfRecipient } from './whereabouts.ts';

export interface PreparationParts {
  directory: Directory;
  /** In force when the submission came. */
  policy: PolicyDocument | null;
  vault: Vault;
  classifier: Classifier;
  ids: Ids;
}

/** Without a policy nothing passes; the wait for a verdict only has to be bounded. */
const WITHOUT_POLICY_MS = 250;
const NO_HOSTS: string[] = [];

/** A message that is ready for its gate, one whose verdict is still out, or the refusal of a malformed request. */
export type Preparation =
  | { state: 'READY'; message: PreparedMessage }
  | { state: 'LATER'; message: Promise<PreparedMessage> }
  | { state: 'REFUSED'; result: SendResult };

/** Everything about a request that needs no state: form, number, pseudonyms, units, verdict. */
export function prepareMessage(
  parts: PreparationParts,
  principal: Principal,
  outbound: OutboundMessage,
): Preparation {
  const malformed = findMalformed(outbound);
  if (malformed) return refuse(outbound, malformed);
  const sender = parts.directory.senders.get(outbound.senderId);
  // Senders of others are unknown here: whether they exist is nobody else's business.
  const own = sender?.organisationId === principal.organisationId ? sender : undefined;
  const channel = own?.channel ?? Channel.CHANNEL_WHATSAPP;
  const name = channelName(channel);
  const max = parts.policy?.content.maxCharacters[name];
  if (max !== undefined && outbound.text.length > max) {
    return refuse(outbound, tooLong(outbound.text.length, max));
  }
  const address = normaliseAddress(channel, outbound.to, outbound.defaultCountry || undefined);
  if (!address.ok) {
    return refuse(outbound, {
      reason: Reason.REASON_INVALID_NUMBER,
      detail: `to is not an address that ${name} can reach (${address.error})`,
    });
  }
  const { recipientRegion: region, recipientZone: zone } = outbound;
  const place = placeOfRecipient(address.value, { region, zone });
  if (!place.ok) return refuse(outbound, placeUnknown(place.error));
  const completion = { principal, outbound, own, address: address.value, place: place.value };
  const verdict = classify(parts, completion);
  if (verdict instanceof Promise) {
    const message = verdict.then((late) => complete(parts, completion, late));
    return { state: 'LATER', message };
  }
  return { state: 'READY', message: complete(parts, completion, verdict) };
}

interface Completion {
  principal: Principal;
  outbound: OutboundMessage;
  own: KnownSender | undefined;
  address: string;
  place: string;
}

function classify(
  { classifier, directory, policy }: PreparationParts,
  { principal, outbound }: Completion,
): Verdict | null | Promise<Verdict | null> {
  const { organisationId } = principal;
  return classifier.classify({
    organisationId,
    senderId: outbound.senderId,
    template: templateOf(outbound.text, outbound.personalParts),
    links: outbound.links.map(({ shown, targetUrl }) => ({ shown, targetUrl })),
    organisationHosts: directory.hosts.get(organisationId) ?? NO_HOSTS,
    deadlineMs: policy?.content.classifierDeadlineMs ?? WITHOUT_POLICY_MS,
  });
}

function complete(
  { vault, ids }: PreparationParts,
  { principal, outbound, own, address, place }: Completion,
  verdict: Verdict | null,
): PreparedMessage {
  const { organisationId } = principal;
  const pseudonyms = vault.pseudonymsOf(organisationId, address);
  return {
    messageId: ids.uuid(),
    organisationId,
    senderId: outbound.senderId,
    campaignId: outbound.campaignId,
    credentialId: principal.credentialId,
    intermediaryId: principal.intermediaryId,
    seatId: outbound.seatId,
    place,
    recipient: pseudonyms.organisation,
    allPoliticalPseudonym: pseudonyms.allPolitical,
    idempotencyKey: outbound.idempotencyKey,
    requestHash: vault.requestHash(organisationId, bodyOf(outbound, address)),
    priority: priorityOf(outbound.priority),
    immediate: outbound.mode === DeliveryMode.DELIVERY_MODE_IMMEDIATE,
    units: unitsOf(channelName(own?.channel ?? Channel.CHANNEL_WHATSAPP), outbound.text),
    expiresAtUs: outbound.expiresAt ? usFromTimestamp(outbound.expiresAt) : 0n,
    verdict,
    content: { address, text: outbound.text, links: outbound.links },
  };
}

/** What makes two requests the same request: everything but the key, with the number in its canonical form. */
function bodyOf(outbound: OutboundMessage, address: string): string[] {
  const stated = [outbound.recipientZone, outbound.recipientRegion, outbound.seatId];
  return [
    outbound.senderId,
    outbound.campaignId,
    address,
    outbound.text,
    JSON.stringify(outbound.links.map(({ shown, targetUrl }) => [shown, targetUrl])),
    String(priorityOf(outbound.priority)),
    String(outbound.mode === DeliveryMode.DELIVERY_MODE_IMMEDIATE),
    outbound.expiresAt ? String(usFromTimestamp(outbound.expiresAt)) : '0',
    // Only when given: what was asked before these fields existed has to keep its hash.
    ...(stated.some((text) => text !== '') ? stated : []),
  ];
}

/** Where the recipient is, as far as the request and the number say. */
function priorityOf(priority: Priority): Priority {
  return priority === Priority.PRIORITY_CONVERSATION ? priority : Priority.PRIORITY_BULK;
}

function refuse(outbound: OutboundMessage, { reason, detail }: Malformed): Preparation {
  return {
    state: 'REFUSED',
    result: {
      idempotencyKey: outbound.idempotencyKey,
      messageId: '',
      outcome: Outcome.OUTCOME_REFUSED,
      reason,
      ruleId: '',
      detail,
      retryAt: undefined,
      estimatedReleaseAt: undefined,
      position: undefined,
      repeatedKey: false,
    },
  };
}
