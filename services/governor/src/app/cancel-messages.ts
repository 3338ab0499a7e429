import { createHash } from 'node:crypto';
import type { Cancellation } from '@hustings/contracts/governor';
import { gateSubject } from '@hustings/event-log';
import { type Ids, ok, partitionOf, type Result } from '@hustings/kernel';
import type { CancellationRejection, CancellationState } from '../domain/cancellation.ts';
import type { LaneOrderParts, Orderer } from './lane-orders.ts';
import { countQueued, findMessages, type LookParts, readUpToNow } from './look-into-lanes.ts';
import type { Views } from './views.ts';

/** Most messages in flight that an answer lists; the rest is counted. */
const LISTED_MAX = 1_000;
/** Hex digits of an order's id that is made from the caller's key. */
const KEY_DIGITS = 32;

export interface CancellationParts extends LaneOrderParts, LookParts {
  ids: Ids;
  viewsOf: (organisationId: string) => Views;
}

/** Which queued messages; every field that is given must fit. */
export interface QueuedFilter {
  campaignId: string;
  senderId: string;
  messageIds: string[];
  /** 0 = until now. */
  queuedBeforeUs: number;
}

export interface CancellationOrder {
  filter: QueuedFilter;
  dryRun: boolean;
  /** '' = a new order. */
  orderKey: string;
}

type Ordered = NonNullable<CancellationState['ordered']>;

/**
 * Orders the cancellation of what is queued now and waits until the order holds everywhere: from then on nothing of it is
 * released. The single decisions follow. In a dry run only the cut is made and what stands before it is counted.
 * Throws `BarrierTimeout`.
 */
export async function cancelMessages(
  parts: CancellationParts,
  { actor, organisationId, correlationId }: Orderer,
  { filter, dryRun, orderKey }: CancellationOrder,
): Promise<Result<Cancellation, CancellationRejection>> {
  const draft = await draftOrder(parts, organisationId, filter);
  if (dryRun) return ok(await progressOf(parts, { ...draft, orderId: '' }));
  const orderId = orderIdOf(parts.ids, organisationId, orderKey);
  const partition = partitionOf(organisationId, parts.layout);
  const target = { id: orderId, partition, organisationId };
  const executed = await parts.stores.cancellations.execute(
    target,
    {
      ...draft,
      type: 'OrderCancellation',
      orderId,
      throughNumber: BigInt(draft.throughNumber),
    },
    { actor, occurredAtUs: parts.clock.nowUs(), correlationId },
  );
  if (!executed.ok) return executed;
  const { seq, state } = executed.value;
  await parts.passBarrier(partition, seq);
  return ok(await progressOf(parts, state.ordered ?? { ...draft, orderId }));
}

/** How far an order is; null when the organisation has no such order. */
export async function findCancellation(
  parts: CancellationParts,
  organisationId: string,
  orderId: string,
): Promise<Cancellation | null> {
  const partition = partitionOf(organisationId, parts.layout);
  const { state } = await parts.stores.cancellations.load({ id: orderId, partition });
  const { ordered } = state;
  return ordered?.organisationId === organisationId ? progressOf(parts, ordered) : null;
}

/** Makes the cut: everything that was answered before this call is before it. */
async function draftOrder(
  parts: CancellationParts,
  organisationId: string,
  filter: QueuedFilter,
): Promise<Omit<Ordered, 'orderId'>> {
  const { partition, gate } = await readUpToNow(parts, organisationId);
  const timeline = parts.viewsOf(organisationId).lanes.timelines.get(gateSubject(partition, gate));
  const { queuedBeforeUs, messageIds } = filter;
  const through =
    queuedBeforeUs === 0 ? timeline?.lastNumber : timeline?.lastBefore(queuedBeforeUs);
  const draft = { organisationId, throughNumber: String(through ?? 0) };
  if (messageIds.length === 0) {
    return { ...draft, campaignId: filter.campaignId, senderId: filter.senderId, messageIds: [] };
  }
  const known = await findMessages(parts, organisationId, messageIds);
  const fitting = known.filter(
    ({ admission }) =>
      admission.organisationId === organisationId &&
      Number(admission.number) <= (through ?? 0) &&
      fits(filter, admission),
  );
  const named = fitting.map(({ admission }) => admission.messageId);
  return { ...draft, campaignId: '', senderId: '', messageIds: named };
}

async function progressOf(parts: CancellationParts, order: Ordered): Promise<Cancellation> {
  const { lanes } = parts.viewsOf(order.organisationId);
  const named = new Set(order.messageIds);
  const inFlight = [...lanes.inFlight]
    .filter(([messageId, one]) => {
      if (named.size > 0) return named.has(messageId);
      return one.organisationId === order.organisationId && fits(order, one);
    })
    .map(([messageId]) => messageId);
  return {
    orderId: order.orderId,
    cancelled: BigInt(lanes.cancelledBy.get(order.orderId) ?? 0),
    remaining: BigInt(await countRemaining(parts, order)),
    inFlightMessageIds: inFlight.slice(0, LISTED_MAX),
    inFlight: BigInt(inFlight.length),
  };
}

async function countRemaining(parts: CancellationParts, order: Ordered): Promise<number> {
  const { organisationId, campaignId } = order;
  if (order.messageIds.length > 0) {
    const known = await findMessages(parts, organisationId, order.messageIds);
    return known.filter(({ queued }) => queued).length;
  }
  const { senders } = parts.viewsOf(organisationId).directory;
  const senderIds = [...senders.values()]
    .filter((sender) => sender.organisationId === organisationId)
    .map(({ senderId }) => senderId)
    .filter((senderId) => order.senderId === '' || senderId === order.senderId);
  const through = Number(order.throughNumber);
  return countQueued(parts, organisationId, { senderIds, campaignId, through });
}

function fits(
  filter: { campaignId: string; senderId: string },
  message: { campaignId: string; senderId: string },
): boolean {
  return (
    (filter.campaignId === '' || filter.campaignId === message.campaignId) &&
    (filter.senderId === '' || filter.senderId === message.senderId)
  );
}

/** The same key of an organisation is the same order. */
function orderIdOf(ids: Ids, organisationId: string, orderKey: string): string {
  if (orderKey === '') return ids.prefixed('can');
  const digest = createHash('sha256').update(`${organisationId}\n${orderKey}`).digest('hex');
  return `can-${digest.slice(0, KEY_DIGITS)}`;
}
