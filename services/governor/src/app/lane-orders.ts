import type { LaneRef } from '@hustings/contracts/governor';
import type { Actor } from '@hustings/contracts/log';
import { type Clock, type LogLayout, partitionOf, type Result } from '@hustings/kernel';
import type { LaneCommand, LaneRejection } from '../domain/lane.ts';
import type { LaneStores } from '../ports/lane-stores.ts';

/** Who orders. */
export interface Orderer {
  actor: Actor;
  organisationId: string;
  correlationId: string;
}

export interface LaneOrderParts {
  stores: LaneStores;
  layout: LogLayout;
  clock: Clock;
  /** Settles when nobody who releases or hands off acts without knowledge of the log up to there. */
  passBarrier: (partition: string, seq: number) => Promise<void>;
}

/** What an order came to. */
export interface Obeyed {
  /** Sequence of the last fact about the lane. */
  seq: number;
  /** False when nothing had to be recorded. */
  changed: boolean;
}

/**
 * Records an order for a campaign's or a sender's queue, then waits until it holds everywhere. An order that stood
 * already is waited for as well: its first caller may never have got an answer. Throws `BarrierTimeout`.
 */
export async function orderLane(
  parts: LaneOrderParts,
  { actor, organisationId, correlationId }: Orderer,
  { lane, ...order }: { lane: LaneRef } & LaneOrder,
): Promise<Result<Obeyed, LaneRejection>> {
  const partition = partitionOf(organisationId, parts.layout);
  const executed = await parts.stores.lanes.execute(
    { id: lane.campaignId || lane.senderId, partition, organisationId },
    { ...order, organisationId, lane },
    { actor, occurredAtUs: parts.clock.nowUs(), correlationId },
  );
  if (!executed.ok) return executed;
  const { seq, events } = executed.value;
  if (seq > 0) await parts.passBarrier(partition, seq);
  return { ok: true, value: { seq, changed: events.length > 0 } };
}

type LaneOrder =
  | Pick<Extract<LaneCommand, { type: 'PauseLane' }>, 'type'>
  | Pick<Extract<LaneCommand, { type: 'ResumeLane' }>, 'type'>
  | Pick<Extract<LaneCommand, { type: 'WeighLane' }>, 'type' | 'weight'>;
