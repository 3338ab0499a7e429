import { Priority } from '@hustings/contracts/governor';
import { laneKey, partsOfLane } from './lane-key.ts';
import { addPlace, emptyPlaces, type LanePlaces, placesLeft, removePlace } from './lane-places.ts';
import type { GateState, PendingMessage } from './state.ts';

/** Puts a message into its lane, where the number of its admission says. */
export function enqueue(state: GateState, message: PendingMessage): void {
  message.queued = true;
  const { senderId, messageId, recipient, number } = message.admission;
  const lanes = state.lanes.get(senderId) ?? new Map<string, LanePlaces>();
  state.lanes.set(senderId, lanes);
  const lane = laneKey(message.admission);
  const places = lanes.get(lane) ?? emptyPlaces();
  lanes.set(lane, places);
  addPlace(places, { messageId, recipient, number: Number(number) });
}

/** Takes a message out of its lane. */
export function dequeue(state: GateState, message: PendingMessage): void {
  message.queued = false;
  const { senderId, number } = message.admission;
  const lane = laneKey(message.admission);
  const lanes = state.lanes.get(senderId);
  const places = lanes?.get(lane);
  if (lanes === undefined || places === undefined) return;
  removePlace(places, Number(number));
  if (placesLeft(places) === 0) lanes.delete(lane);
  if (lanes.size === 0) state.lanes.delete(senderId);
}

/** Messages of a sender that go out before a new one of this priority if nobody shares. */
export function laneLength(state: GateState, senderId: string, priority: Priority): number {
  const onlyConversation = priority === Priority.PRIORITY_CONVERSATION;
  return [...(state.lanes.get(senderId) ?? [])]
    .filter(([lane]) => !onlyConversation || partsOfLane(lane).isConversation)
    .reduce((sum, [, places]) => sum + placesLeft(places), 0);
}
