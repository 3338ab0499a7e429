import { partsOfLane } from '@hustings/policy/gate';
import { type LaneBook, weightOf } from './lane-book.ts';

/** Whose last message is foreseen. */
export interface Foreseen {
  senderId: string;
  /** '' = behind everything that is queued on the sender. */
  campaignId: string;
  /** Further bulk messages, beside those that are queued. */
  messages: number;
}

/**
 * Messages of a sender that go out no later than the last one of a campaign's bulk, that one's own included: all
 * conversation, its own bulk, and of each other campaign as much as its share lets it send meanwhile. What is paused
 * stands still, but for the campaign itself, which is foreseen as if it went on now.
 */
export function countUntilLast(
  book: LaneBook,
  { senderId, campaignId, messages }: Foreseen,
): number {
  const lanes = lanesOf(book, senderId).filter(
    (lane) => lane.campaignId === campaignId || !book.pausedCampaigns.has(lane.campaignId),
  );
  const conversation = sumOf(lanes.filter(({ isConversation }) => isConversation));
  const bulk = lanes.filter(({ isConversation }) => !isConversation);
  if (campaignId === '') return conversation + sumOf(bulk) + messages;
  const own = sumOf(bulk.filter((lane) => lane.campaignId === campaignId)) + messages;
  const others = Map.groupBy(
    bulk.filter((lane) => lane.campaignId !== campaignId),
    (lane) => lane.campaignId,
  );
  const turns = own / weightOf(book, campaignId);
  const meanwhile = [...others].map(([other, theirs]) =>
    Math.min(sumOf(theirs), Math.ceil(turns * weightOf(book, other))),
  );
  return conversation + own + meanwhile.reduce((sum, count) => sum + count, 0);
}

/** What such a forecast takes for granted, in a sentence. */
export function shareAssumed(campaignId: string): string {
  return campaignId === ''
    ? 'Everything that is queued on this number goes first; what is paused stands still.'
    : 'The campaigns of this number share it by their weights; what is paused stands still.';
}

function lanesOf({ queued }: LaneBook, senderId: string) {
  return [...(queued.get(senderId) ?? [])].map(([lane, count]) => ({
    ...partsOfLane(lane),
    count,
  }));
}

function sumOf(lanes: { count: number }[]): number {
  return lanes.reduce((sum, { count }) => sum + count, 0);
}
