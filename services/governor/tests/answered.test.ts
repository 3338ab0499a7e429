import { Decision, Priority } from '@hustings/contracts/governor';
import { ManualClock } from '@hustings/kernel';
import type { Fact, GateItem, GateVerdict } from '@hustings/policy';
import { type FoundQueued, MAX_ITEMS, type QueuedMessage } from '@hustings/redis-scripts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommitRoom, ROOM_KEPT } from '../src/app/commit-room.ts';
import { ReleaseFront } from '../src/app/release-front.ts';

const START_US = 1_800_000_000_000_000;
const replied = (recipient: string): Fact => ({
  ...{ type: 'Replied', organisationId: 'org-1', recipient, atUs: START_US },
});

let clock: ManualClock;
let front: ReleaseFront;

beforeEach(() => {
  vi.useFakeTimers();
  clock = new ManualClock(BigInt(START_US));
  front = new ReleaseFront({
    clock,
    onDue: () => undefined,
    isRate: (ruleId) => ruleId === 'rate',
    weightOf: () => 1,
    handOffWindow: () => ({ room: 64, reopensInUs: 0 }),
    onHeldBack: () => undefined,
  });
  look();
});
afterEach(() => {
  front.stop();
  vi.useRealTimers();
});

/** A look at lanes that hold nothing to try. */
function look(): void {
  front.peekOptions();
  front.take({ outcome: 'PEEKED', lanes: [], lastSender: '' }, new CommitRoom());
}

function queuedFor(recipient: string): QueuedMessage {
  const admission = {
    senderId: 'snd-1',
    campaignId: 'cmp-1',
    priority: Priority.PRIORITY_BULK,
    place: '',
    recipient,
  };
  const named = { ...admission, messageId: `msg-${recipient}` };
  return { releases: 0, admission: Decision.fromPartial(named) };
}

function found(...messages: QueuedMessage[]): FoundQueued {
  return { outcome: 'FOUND', messages, hasMore: false };
}

/** One message of the lane was tried and has to wait. */
function waits(ruleId: string): void {
  const context = { senderId: 'snd-1', campaignId: 'cmp-1', place: '' };
  const item = {
    kind: 'RELEASE',
    context,
    priority: Priority.PRIORITY_BULK,
    messageId: 'msg-first',
  } as GateItem;
  const verdict: GateVerdict = { answer: 'WAIT', ruleId, againAtUs: START_US + 1_000_000 };
  front.noteVerdicts([item], [verdict]);
}

describe('a message to somebody who has replied', () => {
  it('is tried, and its lane waits no longer', () => {
    waits('once-without-reply');
    expect(front.waitOf('snd-1|2|cmp-1|')).not.toBeNull();
    front.noteFacts([replied('r-1')]);
    expect(front.due).toBe(true);
    expect(front.takeAnswered()).toEqual(['r-1']);
    expect(front.due).toBe(false);
    expect(front.tryAnswered(found(queuedFor('r-1')), new CommitRoom())).toHaveLength(1);
    expect(front.waitOf('snd-1|2|cmp-1|')).toBeNull();
  });

  it('overtakes nobody whose line waits for a rate, and is tried when that is over', () => {
    waits('rate');
    front.noteFacts([replied('r-1')]);
    front.takeAnswered();
    expect(front.tryAnswered(found(queuedFor('r-1')), new CommitRoom())).toEqual([]);
    expect({ due: front.due, taken: front.takeAnswered() }).toEqual({ due: false, taken: [] });
    clock.advanceMs(1_001);
    vi.advanceTimersByTime(1_001);
    expect(front.due).toBe(true);
    expect(front.takeAnswered()).toEqual(['r-1']);
    expect(front.tryAnswered(found(queuedFor('r-1')), new CommitRoom())).toHaveLength(1);
  });

  it('is tried again when the group came to nothing, and not when it was decided', () => {
    front.noteFacts([replied('r-1')]);
    front.takeAnswered();
    front.tryAnswered(found(queuedFor('r-1')), new CommitRoom());
    front.wake(false);
    expect(front.takeAnswered()).toEqual(['r-1']);
    front.tryAnswered(found(queuedFor('r-1')), new CommitRoom());
    front.noteVerdicts([], []);
    front.wake(false);
    expect(front.takeAnswered()).toEqual([]);
  });

  it('is tried in the next step when this one has no room for it, and not before those behind it', () => {
    front.noteFacts(['r-1', 'r-2', 'r-3', 'r-4'].map(replied));
    front.takeAnswered();
    const some = { ...found(queuedFor('r-1'), queuedFor('r-2')), hasMore: true };
    expect(front.tryAnswered(some, new CommitRoom())).toHaveLength(2);
    front.noteVerdicts([], []);
    expect(front.due).toBe(true);
    expect(front.takeAnswered()).toEqual(['r-3', 'r-4']);
    const full = new CommitRoom();
    const taken = full.take(Array.from({ length: MAX_ITEMS }), () => 1, ROOM_KEPT.besideReleases);
    expect(taken).toBeGreaterThan(0);
    expect(front.tryAnswered(found(queuedFor('r-3'), queuedFor('r-4')), full)).toEqual([]);
    front.noteVerdicts([], []);
    expect(front.takeAnswered()).toEqual(['r-3', 'r-4']);
  });

  it('is looked for once when nothing is queued', () => {
    front.noteFacts([replied('r-1')]);
    front.takeAnswered();
    expect(front.tryAnswered(found(), new CommitRoom())).toEqual([]);
    front.wake(false);
    expect(front.takeAnswered()).toEqual([]);
  });
});
