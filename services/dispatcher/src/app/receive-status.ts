import type { DeliveryReport } from '@hustings/contracts/dispatch';
import type { Sender } from '@hustings/contracts/registry';
import { type LogLayout, partitionOf } from '@hustings/kernel';
import { normaliseAddress, type Vault } from '@hustings/privacy';
import type { StatusEvent } from '../domain/webhook-event.ts';
import type { Dispatch } from './dispatch.ts';
import type { WebhookAnswer } from './receive-webhook.ts';

/** Records a delivery receipt. Resolves once it stands in the log; rejects when the log is away. */
export async function receiveStatus(
  parts: { dispatch: Dispatch; vault: Vault; layout: LogLayout },
  event: StatusEvent,
): Promise<WebhookAnswer> {
  const { dispatch } = parts;
  const known = dispatch.memory.find(event.client_ref);
  const sender = known
    ? dispatch.directory.sender(known.senderId)
    : dispatch.directory.senderAt(event.from);
  if (!sender) return { status: 404, reason: 'UNKNOWN_SENDER' };
  const messageId = event.client_ref.slice(0, event.client_ref.lastIndexOf('-'));
  if (dispatch.memory.wasReported(messageId, event.status)) return { status: 200 };

  const { senderId, organisationId } = sender;
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
