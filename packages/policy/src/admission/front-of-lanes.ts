import { present } from '@hustings/kernel';
import { LANE_SHARE_MIN, LANES_SHOWN_MAX, partsOfLane } from './lane-key.ts';
import { emptyPlaces, firstPlaces, type LanePlaces, placesLeft } from './lane-places.ts';
import { registryFields } from './registry-fields.ts';
import { restrictionOf } from './standing.ts';
import type { GateState, PendingMessage } from './state.ts';
import type { InstantUs } from './types.ts';

/** The front of one lane. */
export interface LaneFront {
  /** See `laneKey`. */
  lane: string;
  /** True when the lane may hold more than is shown. */
  hasMore: boolean;
  messages: PendingMessage[];
}

export interface FrontOptions {
  senderId: string;
  /** Most messages of the sender that will be tried. */
  perSender: number;
  /** Rises from look to look: where to begin when there are too many lanes to show. */
  turn: number;
  nowUs: InstantUs;
}

/**
 * What may go next of one sender: the front of each of its lanes, conversation first. While the sender or its
 * organisation is restricted only messages to recipients who have replied count; the others keep their places until
 * the restriction ends. What is paused is not shown.
 */
export function frontOfLanes(state: GateState, options: FrontOptions): LaneFront[] {
  const { senderId, nowUs, perSender, turn } = options;
  if (state.registry.has(registryFields.senderPaused(senderId))) return [];
  const owner = state.registry.get(registryFields.sender(senderId))?.split('|')[0] ?? '';
  const restricted = restrictionOf(state, { organisationId: owner, senderId }, nowUs);
  const open = openLanes(state, senderId, restricted);
  const share = Math.min(
    perSender,
    Math.max(LANE_SHARE_MIN, Math.ceil((2 * perSender) / open.length)),
  );
  const talks = open.filter(({ lane }) => partsOfLane(lane).isConversation);
  const bulk = open.filter(({ lane }) => !partsOfLane(lane).isConversation);
  return [...rotated(talks, turn), ...rotated(bulk, turn)]
    .slice(0, LANES_SHOWN_MAX)
    .map(({ lane, places }) => ({
      lane,
      hasMore: placesLeft(places) >= share,
      messages: firstPlaces(places, share).map(({ messageId }) =>
        present(state.messages.get(messageId), 'what is queued is pending'),
      ),
    }));
}

interface OpenLane {
  lane: string;
  places: LanePlaces;
}

/** Lanes that hold something that may be tried, in the order of the bytes. */
function openLanes(state: GateState, senderId: string, restricted: boolean): OpenLane[] {
  return [...(state.lanes.get(senderId) ?? [])]
    .sort(([a], [b]) => (`${a}|` < `${b}|` ? -1 : 1))
    .filter(
      ([lane]) => !state.registry.has(registryFields.campaignPaused(partsOfLane(lane).campaignId)),
    )
    .map(([lane, places]) => ({
      lane,
      places: restricted ? repliedPlaces(state, places) : places,
    }))
    .filter(({ places }) => placesLeft(places) > 0);
}

function repliedPlaces(state: GateState, { head, list }: LanePlaces): LanePlaces {
  const replied = list.slice(head).filter(({ recipient }) => state.replied.has(recipient));
  return { ...emptyPlaces(), list: replied };
}

function rotated(lanes: OpenLane[], turn: number): OpenLane[] {
  const first = lanes.length === 0 ? 0 : turn % lanes.length;
  return [...lanes.slice(first), ...lanes.slice(0, first)];
}
