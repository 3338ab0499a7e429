import type {
  CancelMessagesRequest,
  CancelMessagesResponse,
  GetCancellationRequest,
  GetCancellationResponse,
  GovernorServiceImplementation,
  LaneRef,
} from '@hustings/contracts/governor';
import { ActorKind } from '@hustings/contracts/log';
import { Role } from '@hustings/contracts/registry';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { BarrierTimeout } from '@hustings/event-log';
import { isToken } from '@hustings/kernel';
import { type Principal, RpcFailure, requireOrganisation } from '@hustings/service-kit';
import type { CallContext } from 'nice-grpc';
import {
  type CancellationParts,
  cancelMessages,
  findCancellation,
  type QueuedFilter,
} from '../app/cancel-messages.ts';
import { type Obeyed, type Orderer, orderLane } from '../app/lane-orders.ts';
import type { Views } from '../app/views.ts';
import { NAMED_MAX } from '../domain/cancellation.ts';
import { WEIGHT_MAX } from '../domain/lane.ts';
import { grantKey } from '../domain/lane-book.ts';
import { type RefusalParts, refuseAtLogEnd, unknownName } from './own-names.ts';

type LaneRpcs = Pick<
  GovernorServiceImplementation,
  'pauseLane' | 'resumeLane' | 'setCampaignWeight' | 'cancelMessages' | 'getCancellation'
>;

type LaneParts = CancellationParts & RefusalParts;

const ORDER_KEY = /^[\x21-\x7e]{0,128}$/;

/** What owners order for their queues. */
export function laneRpcs(parts: LaneParts): LaneRpcs {
  return {
    pauseLane: ({ lane }, context) => order(parts, context, { lane, type: 'PauseLane' }),
    resumeLane: ({ lane }, context) => order(parts, context, { lane, type: 'ResumeLane' }),
    async setCampaignWeight({ campaignId, weight }, context) {
      const lane = { campaignId, senderId: '' };
      const { changed } = await order(parts, context, { lane, type: 'WeighLane', weight });
      return { changed };
    },
    cancelMessages: (request, context) => cancel(parts, request, context),
    getCancellation: (request, context) => getCancellation(parts, request, context),
  };
}

async function order(
  parts: LaneParts,
  context: CallContext,
  wanted: { lane: LaneRef | undefined } & (
    | { type: 'PauseLane' | 'ResumeLane' }
    | { type: 'WeighLane'; weight: number }
  ),
): Promise<Obeyed> {
  const principal = ownerOf(context);
  const lane = laneOf(wanted.lane);
  await requireOwn(parts, principal, lane);
  const orderer = ordererOf(parts, principal);
  const obeyed = await withBarrierFailure(orderLane(parts, orderer, { ...wanted, lane }));
  if (obeyed.ok) return obeyed.value;
  throw RpcFailure.invalid('WEIGHT_OUT_OF_RANGE', `weight must be 1 to ${WEIGHT_MAX}`);
}

async function cancel(
  parts: LaneParts,
  { filter, dryRun, orderKey }: CancelMessagesRequest,
  context: CallContext,
): Promise<CancelMessagesResponse> {
  const principal = ownerOf(context);
  const { campaignId = '', senderId = '', messageIds = [], queuedBefore } = filter ?? {};
  const queuedBeforeUs = queuedBefore ? Number(usFromTimestamp(queuedBefore)) : 0;
  const wanted: QueuedFilter = { campaignId, senderId, messageIds, queuedBeforeUs };
  checkFilter(wanted);
  if (!ORDER_KEY.test(orderKey)) {
    throw RpcFailure.invalid('ORDER_KEY_INVALID', 'order_key has at most 128 printable characters');
  }
  await requireOwn(parts, principal, { campaignId, senderId });
  const ordered = await withBarrierFailure(
    cancelMessages(parts, ordererOf(parts, principal), { filter: wanted, dryRun, orderKey }),
  );
  if (ordered.ok) return { cancellation: ordered.value };
  const message = 'this order_key was used for another filter; use a new one';
  throw RpcFailure.conflict(ordered.error.reason, message);
}

async function getCancellation(
  parts: LaneParts,
  { orderId }: GetCancellationRequest,
  context: CallContext,
): Promise<GetCancellationResponse> {
  const { organisationId } = ownerOf(context);
  const found = isToken(orderId) ? await findCancellation(parts, organisationId, orderId) : null;
  if (found) return { cancellation: found };
  throw RpcFailure.notFound('ORDER_UNKNOWN', 'your organisation has given no such order');
}

function ownerOf(context: CallContext): Principal {
  return requireOrganisation(context, Role.ROLE_TOOL, Role.ROLE_ORGANISATION_ADMIN);
}

function laneOf(lane: LaneRef | undefined): LaneRef {
  const { campaignId = '', senderId = '' } = lane ?? {};
  // Only what is known goes into the log.
  if ((campaignId === '') !== (senderId === '')) return { campaignId, senderId };
  throw RpcFailure.invalid('LANE_MISSING', 'name a campaign or a sender, and not both');
}

/** A tool orders for what it may send from. */
function requireOwn(parts: RefusalParts, principal: Principal, lane: LaneRef): Promise<void> {
  const { organisationId } = principal;
  return refuseAtLogEnd(
    parts,
    organisationId,
    (views) => unknownName(views, organisationId, lane) ?? notGranted(views, principal, lane),
  );
}

function notGranted(
  { directory, lanes }: Views,
  { organisationId, intermediaryId, roles }: Principal,
  { senderId }: LaneRef,
): RpcFailure | null {
  if (roles.includes(Role.ROLE_ORGANISATION_ADMIN)) return null;
  const isGranted = [...directory.senders.values()]
    .filter((sender) => sender.organisationId === organisationId)
    .filter((sender) => senderId === '' || sender.senderId === senderId)
    .some((sender) => lanes.grants.has(grantKey({ senderId: sender.senderId, intermediaryId })));
  if (isGranted) return null;
  return RpcFailure.denied('TOOL_NOT_GRANTED', 'this tool has no grant for the sender');
}

function checkFilter({ campaignId, senderId, messageIds, queuedBeforeUs }: QueuedFilter): void {
  if (messageIds.length > NAMED_MAX) {
    throw RpcFailure.invalid('TOO_MANY_NAMED', `an order names at most ${NAMED_MAX} messages`);
  }
  if (campaignId === '' && senderId === '' && messageIds.length === 0 && queuedBeforeUs === 0) {
    throw RpcFailure.invalid('FILTER_EMPTY', 'say which messages: everything is never meant');
  }
}

function ordererOf({ ids }: CancellationParts, principal: Principal): Orderer {
  const isTool = principal.roles.includes(Role.ROLE_TOOL);
  const kind = isTool ? ActorKind.ACTOR_KIND_TOOL : ActorKind.ACTOR_KIND_ORGANISATION;
  const { organisationId, credentialId } = principal;
  return { actor: { kind, id: credentialId }, organisationId, correlationId: ids.uuid() };
}

async function withBarrierFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BarrierTimeout)) throw error;
    throw RpcFailure.unavailable(
      'BARRIER_TIMEOUT',
      'the order is recorded and no governor releases against it, but not every dispatcher confirmed it; repeat the call',
      error,
    );
  }
}
