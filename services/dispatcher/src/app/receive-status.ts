import type { DeliveryReport } from '@hustings/contracts/dispatch';
import { Control } from '@hustings/contracts/optout';
import type { Sender } from '@hustings/contracts/registry';
import { type LogLayout, partitionOf } from '@hustings/kernel';
import { normaliseAddress, type Vault } from '@hustings/privacy';
import { isOptOutCode } from '../domain/control-of.ts';
import { isServiceTextRef } from '../domain/service-text.ts';
import type { StatusEvent } from '../domain/webhook-event.ts';
import type { OptOutLedger } from '../ports/ledger.ts';
import type { Dispatch } from './dispatch.ts';
import type { WebhookAnswer } from './receive-webhook.ts';

/** Records a delivery receipt. Resolves once it stands in the log; rejects when the log is away. */
export async function receiveStatus(
  parts: { dispatch: Dispatch; vault: Vault; layout: LogLayout; ledger: OptOutLedger },
  event: StatusEvent,
): Promise<WebhookAnswer> {
  const { dispatch } = parts;
  // Receipts of what the system writes by itself count for no campaign and nobody's standing.
  if (isServiceTextRef(event.client_ref)) return { status: 200 };
  const known = dispatch.memory.find(event.client_ref);
  const sender = known
    ? dispatch.directory.sender(known.senderId)
    : dispatch.directory.senderAt(event.from);
  if (!sender) return { status: 404, reason: 'UNKNOWN_SENDER' };
  const messageId = event.client_ref.slice(0, event.client_ref.lastIndexOf('-'));
  if (dispatch.memory.wasReported(messageId, event.status)) return { status: 200 };

  const { senderId, organisationId } = sender;
  await mirrorRefusal(parts, event, sender);
  const report: DeliveryReport = {
    messageId,
    senderId,
    organisationId,
    campaignId: known?.campaignId ?? '',
    recipient: known?.recipient ?? pseudonymOf(parts.vault, sender, event.to),
    status: event.status,
    code: event.status === 'FAILED' ? event.code : '',
    atUs: BigInt(event.at_us),
  };
  const partition = partitionOf(organisationId, parts.layout);
  await dispatch.lane({ senderId, organisationId, partition }).report([report]);
  dispatch.memory.noteReported([report]);
  return { status: 200 };
}

/** For a receipt of a hand-off that is no longer remembered; '' for an address that is none. */
function pseudonymOf(vault: Vault, sender: Sender, to: string): string {
  const address = normaliseAddress(sender.channel, to);
  return address.ok ? vault.organisationPseudonym(sender.organisationId, address.value) : '';
}

/** A refusal that means an opt-out holds everywhere before the provider gets its answer. */
async function mirrorRefusal(
  { ledger }: { ledger: OptOutLedger },
  event: StatusEvent,
  { channel, senderId, organisationId }: Sender,
): Promise<void> {
  if (event.status !== 'FAILED' || !isOptOutCode(event.code)) return;
  const address = normaliseAddress(channel, event.to);
  if (!address.ok) return;
  await ledger.handleControl({
    inboundId: event.id,
    control: Control.CONTROL_CARRIER_BLOCK,
    resumed: false,
    address: address.value,
    senderId,
    organisationId,
    code: event.code,
    receivedAtUs: BigInt(event.at_us),
  });
}
