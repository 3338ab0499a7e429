import { Decision, Priority } from '@hustings/contracts/governor';
import { ManualClock } from '@hustings/kernel';
import type { PeekedLane, QueuedMessage } from '@hustings/redis-scripts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CommitRoom } from '../src/app/commit-room.ts';
import { ReleaseFront } from '../src/app/release-front.ts';

const START_US = 1_800_000_000_000_000;

let clock: ManualClock;
let room: Record<string, number>;
let heldBack: number[];
let front: ReleaseFront;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new ManualClock(BigInt(START_US));
  room = {};
  heldBack = [];
  front = new ReleaseFront({
    clock,
    onDue: () => undefined,
    isRate: () => false,
    weightOf: () => 1,
    handOffWindow: (senderId) => {
      const left = room[senderId] ?? 0;
      return { room: left, reopensInUs: left > 0 ? 0 : 10_000_000 };
    },
    onHeldBack: (senders) => heldBack.push(senders),
  });
});
afterEach(() => {
  front.stop();
  vi.useRealTimers();
});

/** A lane of the sender, conversation or bulk, with so many messages. */
function laneWith(senderId: string, priority: Priority, count: number): PeekedLane {
  const messages = Array.from({ length: count }, (_, index): QueuedMessage => {
    const messageId = `${senderId}-${priority}-${index}`;
    const admission = { senderId, campaignId: 'cmp-1', place: '', priority, messageId };
    const numbered = { ...admission, units: 1, number: BigInt(index), recipient: messageId };
    return { releases: 0, admission: Decision.fromPartial(numbered) };
  });
  const rank = priority === Priority.PRIORITY_CONVERSATION ? 1 : 2;
  return { lane: `${senderId}|${rank}|cmp-1|`, hasMore: false, messages };
}

/** The ids that a look at these lanes tries. */
function look(...lanes: PeekedLane[]): string[] {
  front.takeAnswered();
  const { skip } = front.peekOptions();
  const shown = lanes.filter(({ lane }) => !skip.includes(lane.split('|', 2).join('|')));
  const taken = front.take({ outcome: 'PEEKED', lanes: shown, lastSender: '' }, new CommitRoom());
  return taken.map(({ admission }) => admission.messageId);
}

const talk = () => laneWith('snd-1', Priority.PRIORITY_CONVERSATION, 2);
const bulk = (senderId = 'snd-1') => laneWith(senderId, Priority.PRIORITY_BULK, 5);

it('as many are tried as the hand-offs leave room for, conversation first', () => {
  room['snd-1'] = 3;
  expect(look(bulk(), talk())).toEqual(['snd-1-2-0', 'snd-1-2-1', 'snd-1-1-0']);
});

it('a sender whose hand-offs are behind is passed over, and the others go on', () => {
  room['snd-2'] = 9;
  expect(look(bulk('snd-1'), bulk('snd-2'))).toHaveLength(5);
  expect(front.waitOf('snd-1|2|cmp-1|')).toEqual({ ruleId: 'hand-offs-behind', atUs: 0 });
  expect(front.waitOf('snd-2|2|cmp-1|')).toBeNull();
  expect(front.peekOptions().skip).toEqual(['snd-1|1', 'snd-1|2']);
  expect(heldBack).toEqual([1]);
});

it('when all that are shown are held back the next look goes behind them, and no further', () => {
  look(bulk('snd-1'));
  expect(front.due).toBe(true);
  expect(look(bulk('snd-1'))).toEqual([]);
  expect(front.due).toBe(false);
});

it('a sender goes on when its hand-offs have moved and leave room', () => {
  look(bulk());
  look(bulk());
  front.handOffsMoved(new Set(['snd-1']));
  expect(front.due).toBe(false);
  room['snd-1'] = 1;
  front.handOffsMoved(new Set(['snd-2']));
  expect(front.due).toBe(false);
  front.handOffsMoved(new Set(['snd-1']));
  expect(front.due).toBe(true);
  expect(look(bulk())).toHaveLength(1);
  expect(front.waitOf('snd-1|2|cmp-1|')).toBeNull();
});

it('a sender of which nothing is heard goes on by the time', () => {
  look(bulk());
  look(bulk());
  expect(front.due).toBe(false);
  room['snd-1'] = 1;
  clock.advanceMs(10_001);
  vi.advanceTimersByTime(10_001);
  expect(front.due).toBe(true);
});

it('an answer to somebody who has replied waits as well, and is tried when there is room', () => {
  const fact = {
    type: 'Replied',
    organisationId: 'org-1',
    recipient: 'r-1',
    atUs: START_US,
  } as const;
  const [message] = laneWith('snd-1', Priority.PRIORITY_CONVERSATION, 1).messages;
  if (message) message.admission.recipient = 'r-1';
  const found = { outcome: 'FOUND', messages: message ? [message] : [], hasMore: false } as const;
  look();
  front.noteFacts([fact]);
  expect(front.takeAnswered()).toEqual(['r-1']);
  expect(front.tryAnswered(found, new CommitRoom())).toEqual([]);
  room['snd-1'] = 1;
  front.wake(false);
  expect(front.takeAnswered()).toEqual(['r-1']);
  expect(front.tryAnswered(found, new CommitRoom())).toHaveLength(1);
});
