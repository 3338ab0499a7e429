import type { Fact } from './fact.ts';
import { registryFields } from './registry-fields.ts';
import type { GateState, PendingMessage } from './state.ts';
import type { SendContext } from './types.ts';

type CancellationOrdered = Extract<Fact, { type: 'CancellationOrdered' }>;

/** What an order without message ids leaves behind: everything admitted up to a number is cancelled. */
export interface CancelledThrough {
  number: number;
  orderId: string;
}

/**
 * Takes an order of the owner. Named messages are marked one by one, anything else raises one number, so that an order
 * for a million messages costs no more than one for ten. Neither touches what was admitted after the order's number,
 * whichever of the two is applied first.
 */
export function applyCancellation(state: GateState, order: CancellationOrdered): void {
  const { orderId, throughNumber, messageIds } = order;
  if (messageIds.length === 0) {
    const field = cancelledField(order);
    if (readThrough(state.registry.get(field)).number < throughNumber) {
      state.registry.set(field, `${throughNumber}|${orderId}`);
    }
    return;
  }
  for (const messageId of messageIds) {
    const message = state.messages.get(messageId);
    const isOlder = Number(message?.admission.number ?? Number.POSITIVE_INFINITY) <= throughNumber;
    if (message !== undefined && isOlder) message.cancelledBy ||= orderId;
  }
}

/** The registry field that an order without message ids raises. */
export function cancelledField({
  organisationId,
  campaignId,
  senderId,
}: Pick<CancellationOrdered, 'organisationId' | 'campaignId' | 'senderId'>): string {
  if (campaignId !== '' && senderId !== '') {
    return registryFields.pairCancelled(senderId, campaignId);
  }
  if (campaignId !== '') return registryFields.campaignCancelled(campaignId);
  if (senderId !== '') return registryFields.senderCancelled(senderId);
  return registryFields.organisationCancelled(organisationId);
}

/** The highest number up to which messages of a context are cancelled; of equals the narrowest order. */
export function cancelledThrough({ registry }: GateState, context: SendContext): CancelledThrough {
  const { organisationId, senderId, campaignId } = context;
  return [
    registryFields.pairCancelled(senderId, campaignId),
    registryFields.campaignCancelled(campaignId),
    registryFields.senderCancelled(senderId),
    registryFields.organisationCancelled(organisationId),
  ]
    .map((field) => readThrough(registry.get(field)))
    .reduce((highest, next) => (next.number > highest.number ? next : highest));
}

/** The order that cancels a message, '' when none does. */
export function orderAgainst(message: PendingMessage, through: CancelledThrough): string {
  if (message.cancelledBy !== '') return message.cancelledBy;
  return Number(message.admission.number) <= through.number ? through.orderId : '';
}

function readThrough(value: string | undefined): CancelledThrough {
  const [number = '0', orderId = ''] = value?.split('|') ?? [];
  return { number: Number(number), orderId };
}
