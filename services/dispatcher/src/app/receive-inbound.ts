import { InboundKind, type InboundReceived } from '@hustings/contracts/dispatch';
import type { Sender } from '@hustings/contracts/registry';
import { gateOf, type LogLayout, partitionOf, unreachable } from '@hustings/kernel';
import {
  type ContentStore,
  createContent,
  normaliseAddress,
  type RecipientKeys,
  sealMessage,
  type Vault,
} from '@hustings/privacy';
import { controlOf } from '../domain/control-of.ts';
import type { RecipientEvent } from '../domain/webhook-event.ts';
import type { DispatchRecords } from '../ports/dispatch-records.ts';
import type { OptOutLedger } from '../ports/ledger.ts';
import type { Dispatch } from './dispatch.ts';
import type { WebhookAnswer } from './receive-webhook.ts';

/** What receiving a recipient's action needs. */
export interface InboundParts {
  dispatch: Dispatch;
  ledger: OptOutLedger;
  records: DispatchRecords;
  vault: Vault;
  keys: RecipientKeys;
  contents: ContentStore;
  layout: LogLayout;
}

interface Inbound {
  event: RecipientEvent;
  sender: Sender;
  partition: string;
  /** Canonical form. */
  address: string;
  recipient: string;
}

/**
 * Takes in what a recipient did. The text is sealed, for the proof of an opt-out names it; then comes the opt-out, the record
 * third, the answer last: a crash in between is repaired by the provider's repetition under the same id. Rejects when any of
 * it cannot be done now.
 */
export async function receiveInbound(
  parts: InboundParts,
  event: RecipientEvent,
): Promise<WebhookAnswer> {
  const sender = parts.dispatch.directory.senderAt(event.to);
  if (!sender) return { status: 404, reason: 'UNKNOWN_SENDER' };
  const address = normaliseAddress(sender.channel, event.from);
  if (!address.ok) return { status: 400, reason: address.error };
  if (parts.dispatch.memory.hasInbound(event.id)) return { status: 200 };

  const { senderId, organisationId } = sender;
  const inbound: Inbound = {
    event,
    sender,
    partition: partitionOf(organisationId, parts.layout),
    address: address.value,
    recipient: parts.vault.organisationPseudonym(organisationId, address.value),
  };
  const contentSeq = await sealReply(parts, inbound);
  const recognition = await informLedger(parts, inbound, contentSeq);
  const received: InboundReceived = {
    inboundId: event.id,
    kind: kindOf(event),
    senderId,
    organisationId,
    recipient: inbound.recipient,
    contentSeq: BigInt(contentSeq),
    recognition,
    wasContacted:
      parts.dispatch.memory.wasContacted(organisationId, inbound.recipient) ||
      parts.dispatch.inFlight.hasCallTo(organisationId, inbound.recipient),
    atUs: BigInt(event.at_us),
  };
  await parts.records.recordInbound(
    { senderId, organisationId, partition: inbound.partition },
    received,
  );
  parts.dispatch.memory.noteInbound(event.id);
  return { status: 200 };
}

/** Resolves, when whatever the recipient asked for holds everywhere, to what a reply was taken for. */
async function informLedger(
  parts: InboundParts,
  { event, sender, address }: Inbound,
  contentSeq: number,
): Promise<number> {
  const { senderId, organisationId } = sender;
  const who = { inboundId: event.id, address, senderId, organisationId };
  const receivedAtUs = BigInt(event.at_us);
  if (event.kind === 'reply') {
    return parts.ledger.handleReply({ ...who, receivedAtUs, text: event.text, contentSeq });
  }
  const used = controlOf(event, sender.channel);
  if (used !== null) await parts.ledger.handleControl({ ...who, ...used, receivedAtUs, code: '' });
  return 0;
}

/** Sequence of the sealed text in the content stream; 0 when there is no text. */
async function sealReply(parts: InboundParts, inbound: Inbound): Promise<number> {
  const { event, sender, partition, address, recipient } = inbound;
  if (event.kind !== 'reply' || event.text === '') return 0;
  const { organisationId } = sender;
  const { key } = await parts.keys.keyFor(
    { partition, organisationId, pseudonym: recipient },
    parts.vault.allPoliticalPseudonym(address),
  );
  const sealed = sealMessage(
    key,
    event.id,
    createContent({ address, text: event.text, links: [] }),
  );
  const item = { messageId: event.id, organisationId, recipient, ...sealed };
  return parts.contents.putInbound(partition, gateOf(organisationId, parts.layout), item);
}

function kindOf(event: RecipientEvent): InboundKind {
  switch (event.kind) {
    case 'reply':
      return InboundKind.INBOUND_KIND_REPLY;
    case 'block':
      return InboundKind.INBOUND_KIND_BLOCK;
    case 'report':
      return InboundKind.INBOUND_KIND_REPORT;
    case 'unblock':
    case 'preference':
      return InboundKind.INBOUND_KIND_CONTROL;
    default:
      return unreachable(event);
  }
}
