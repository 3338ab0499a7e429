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
import { findMalformed, type Malformed, tooLong } from '../domain/validate.ts';
import type { Classifier } from '../ports/classifier.ts';
import type { PreparedMessage } from './group.ts';

export interface PreparationParts {
  directory: Directory;
  activePolicy: () => PolicyDocument | null;
  vault: Vault;
  classifier: Classifier;
  ids: Ids;
}

/** Without a policy nothing passes; the wait for a verdict only has to be bounded. */
const WITHOUT_POLICY_MS = 250;

/** Either a message that is ready for its gate or the refusal of a malformed request. */
export type Preparation =
  | { ready: true; message: PreparedMessage }
  | { ready: false; result: SendResult };

/** Everything about a request that needs no state: form, number, pseudonyms, units, verdict. */
export async function prepareMessage(
  parts: PreparationParts,
  principal: Principal,
  outbound: OutboundMessage,
): Promise<Preparation> {
  const malformed = findMalformed(outbound);
  if (malformed) return refuse(outbound, malformed);
  const sender = parts.directory.senders.get(outbound.senderId);
  // Senders of others are unknown here: whether they exist is nobody else's business.
  const own = sender?.organisationId === principal.organisationId ? sender : undefined;
  const channel = own?.channel ?? Channel.CHANNEL_WHATSAPP;
  const name = channelName(channel);
  const max = parts.activePolicy()?.content.maxCharacters[name];
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
  const message = await complete(parts, { principal, outbound, own, address: address.value });
  return { ready: true, message };
}

interface Completion {
  principal: Principal;
  outbound: OutboundMessage;
  own: KnownSender | undefined;
  address: string;
}

async function complete(
  { vault, ids, classifier, directory, activePolicy }: PreparationParts,
  { principal, outbound, own, address }: Completion,
): Promise<PreparedMessage> {
  const { organisationId } = principal;
  const verdict = await classifier.classify({
    organisationId,
    senderId: outbound.senderId,
    template: templateOf(outbound.text, outbound.personalParts),
    links: outbound.links.map(({ shown, targetUrl }) => ({ shown, targetUrl })),
    organisationHosts: directory.hosts.get(organisationId) ?? [],
    deadlineMs: activePolicy()?.content.classifierDeadlineMs ?? WITHOUT_POLICY_MS,
  });
  return {
    messageId: ids.uuid(),
    organisationId,
    senderId: outbound.senderId,
    campaignId: outbound.campaignId,
    credentialId: principal.credentialId,
    intermediaryId: principal.intermediaryId,
    recipient: vault.organisationPseudonym(organisationId, address),
    allPoliticalPseudonym: vault.allPoliticalPseudonym(address),
    idempotencyKey: outbound.idempotencyKey,
    requestHash: Buffer.from(vault.requestHash(organisationId, bodyOf(outbound, address))),
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
  return [
    outbound.senderId,
    outbound.campaignId,
    address,
    outbound.text,
    JSON.stringify(outbound.links.map(({ shown, targetUrl }) => [shown, targetUrl])),
    String(priorityOf(outbound.priority)),
    String(outbound.mode === DeliveryMode.DELIVERY_MODE_IMMEDIATE),
    outbound.expiresAt ? String(usFromTimestamp(outbound.expiresAt)) : '0',
  ];
}

function priorityOf(priority: Priority): Priority {
  return priority === Priority.PRIORITY_CONVERSATION ? priority : Priority.PRIORITY_BULK;
}

function refuse(outbound: OutboundMessage, { reason, detail }: Malformed): Preparation {
  return {
    ready: false,
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
