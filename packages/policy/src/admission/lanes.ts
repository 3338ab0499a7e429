import { Priority } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import { registryFields } from './registry-fields.ts';
import { restrictionOf } from './standing.ts';
import type { GateState, Lane, LanePlace, PendingMessage } from './state.ts';
import type { InstantUs } from './types.ts';

/** Puts a message where its priority and the number of its admission say. */
export function enqueue(state: GateState, message: PendingMessage): void {
  message.queued = true;
  const { senderId, messageId, recipient, number, priority } = message.admission;
  const lane = laneOf(state, senderId);
  insert(placesOf(lane, priority), { messageId, recipient, number: Number(number) });
}

/** Takes a message out of its lane. */
export function dequeue(state: GateState, message: PendingMessage): void {
  message.queued = false;
  const { senderId, number, priority } = message.admission;
  const lane = laneOf(state, senderId);
  const places = placesOf(lane, priority);
  const index = firstNotBelow(places, Number(number));
  if (places[index]?.number === Number(number)) places.splice(index, 1);
  if (lane.bulk.length === 0 && lane.conversation.length === 0) state.lanes.delete(senderId);
}

/** Messages of a sender that go out before a new one of this priority. */
export function laneLength(state: GateState, senderId: string, priority: Priority): number {
  const lane = state.lanes.get(senderId);
  if (lane === undefined) return 0;
  const conversation = lane.conversation.length;
  return priority === Priority.PRIORITY_CONVERSATION
    ? conversation
    : conversation + lane.bulk.length;
}

/**
 * Front of a sender's lane, at most `count` messages. While the sender or its organisation is restricted, only messages
 * to recipients who have replied count; the others keep their places until the restriction ends.
 */
export function frontOfLanes(
  state: GateState,
  at: { senderId: string; count: number; nowUs: InstantUs },
): PendingMessage[] {
  const lane = state.lanes.get(at.senderId);
  if (lane === undefined) return [];
  const owner = state.registry.get(registryFields.sender(at.senderId))?.split('|')[0] ?? '';
  const restricted = restrictionOf(
    state,
    { organisationId: owner, senderId: at.senderId },
    at.nowUs,
  );
  const front: PendingMessage[] = [];
  for (const place of [...lane.conversation, ...lane.bulk]) {
    if (front.length === at.count) break;
    if (restricted && !state.replied.has(place.recipient)) continue;
    front.push(present(state.messages.get(place.messageId), 'what is queued is pending'));
  }
  return front;
}

function laneOf(state: GateState, senderId: string): Lane {
  const known = state.lanes.get(senderId);
  if (known !== undefined) return known;
  const lane: Lane = { conversation: [], bulk: [] };
  state.lanes.set(senderId, lane);
  return lane;
}

function placesOf(lane: Lane, priority: Priority): LanePlace[] {
  return priority === Priority.PRIORITY_CONVERSATION ? lane.conversation : lane.bulk;
}

function insert(places: LanePlace[], place: LanePlace): void {
  const last = places.at(-1);
  if (last === undefined || last.number < place.number) places.push(place);
  else places.splice(firstNotBelow(places, place.number), 0, place);
}

function firstNotBelow(places: LanePlace[], number: number): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (present(places[middle], 'in range').number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
