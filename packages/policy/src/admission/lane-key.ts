import { type Decision, Priority } from '@hustings/contracts/governor';

/** What of an admission says where its message stands. */
export type LaneOwner = Pick<Decision, 'senderId' | 'campaignId' | 'priority' | 'place'>;

/** Most lanes of one sender that one look shows; with more than that each look begins at another one. */
export const LANES_SHOWN_MAX = 32;
/** Fewest messages that a look shows of each lane, however many lanes there are. */
export const LANE_SHARE_MIN = 8;

/**
 * Name of the lane that a message stands in: "<sender>|<1 conversation, 2 bulk>|<campaign>|<place>". Ids
 * hold no "|", and members of one lane are neighbours in the order of the bytes. Where it is night nobody waits behind
 * those for whom it is night.
 */
export function laneKey({ senderId, priority, campaignId, place }: LaneOwner): string {
  const rank = priority === Priority.PRIORITY_CONVERSATION ? 1 : 2;
  return `${senderId}|${rank}|${campaignId}|${place}`;
}

/** Parts of a lane's name. */
export function partsOfLane(lane: string): {
  senderId: string;
  isConversation: boolean;
  campaignId: string;
  place: string;
} {
  const [senderId = '', rank, campaignId = '', place = ''] = lane.split('|');
  return { senderId, isConversation: rank === '1', campaignId, place };
}
