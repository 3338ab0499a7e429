import { createLogger } from '@hustings/service-kit';
import { describe, expect, it, vi } from 'vitest';
import { DueCalls } from '../src/app/due-calls.ts';
import type { LaneContext } from '../src/app/lane-context.ts';
import type { OutboxWriter } from '../src/app/outbox-writer.ts';
import type { PaceLimit } from '../src/domain/pacer.ts';
import type { Release } from '../src/domain/release.ts';
import type { Prepared } from '../src/ports/content.ts';
import type { CallResult, OutgoingMessage } from '../src/ports/provider.ts';
import { ORGANISATION, SENDER } from './support/usual.ts';

const NOW_US = 1_000_000_000n;
/** Most that may stand as started and uncalled, and most calls of one turn of the event loop. */
const TAKEN_MAX = 128;
const A_TURN = 16;

interface World {
  due: DueCalls;
  /** References of the calls that have begun. */
  called: string[];
  /** How often the lane was told that there is room. */
  rooms: () => number;
  answer: (result: CallResult) => void;
}

/** Calls of a sender that nothing paces, to a provider that answers when the test says so. */
function worldWith(limit: PaceLimit = { max: 100_000, perMs: 1 }): World {
  const called: string[] = [];
  let rooms = 0;
  let answer: (result: CallResult) => void = () => undefined;
  const answered = new Promise<CallResult>((resolve) => {
    answer = resolve;
  });
  const nothing = { hasHit: () => false, hasForgottenAfter: () => false };
  const context = {
    startedMs: -limit.perMs,
    clock: { nowUs: () => NOW_US, monotonicMs: () => 0 },
    logger: createLogger('test', 'silent'),
    telemetry: { noteReturned: () => undefined, noteEnding: () => undefined },
    directory: { paceOf: () => [limit], releaseMaxAgeMs: () => 5_000 },
    knowledge: () => ({ partition: nothing, allPolitical: nothing }),
    inFlight: { begin: () => undefined, end: () => undefined },
    memory: { noteStarted: () => undefined, noteContact: () => undefined },
    mayHandOff: () => true,
    signal: new AbortController().signal,
    provider: {
      send(message: OutgoingMessage) {
        called.push(message.clientRef);
        return answered;
      },
    },
  } as unknown as LaneContext;
  const writer = { finish: () => undefined, giveBack: () => undefined } as unknown as OutboxWriter;
  const sender = { senderId: SENDER, organisationId: ORGANISATION, partition: '0' };
  const due = new DueCalls(context, { sender, writer, onRoom: () => (rooms += 1) });
  return { due, called, rooms: () => rooms, answer };
}

function release(number: number): [Release, Prepared] {
  const ref = { messageId: `msg-${number}`, releaseAttempt: 1, senderId: SENDER };
  const message = { clientRef: `msg-${number}-1` };
  return [
    { ref, partition: '0', decidedAtUs: NOW_US, factsSeq: 0, allPoliticalSeq: 0 } as Release,
    { message, allPoliticalPseudonym: 'p' } as Prepared,
  ];
}

function addMany(due: DueCalls, count: number): void {
  for (let number = 0; number < count; number++) due.add(...release(number));
}

describe('releases that stand as started', () => {
  it('are few, however many more pacing would let out', () => {
    const { due } = worldWith();
    expect(due.room(10_000)).toBe(TAKEN_MAX);
    expect(due.room(5)).toBe(5);
  });

  it('are as many as pacing lets out soon where that is less', () => {
    expect(worldWith({ max: 20, perMs: 1_000 }).due.room(10_000)).toBe(20);
  });

  it('leave room for as many more as were called', () => {
    const { due, called } = worldWith();
    addMany(due, TAKEN_MAX);
    expect(called).toHaveLength(A_TURN);
    expect(due.room(10_000)).toBe(A_TURN);
  });

  it('say when there is room again, without an answer of the provider', async () => {
    const { due, called, rooms } = worldWith();
    addMany(due, TAKEN_MAX + A_TURN);
    expect(due.room(1)).toBe(0);
    expect(due.msUntilRoom()).toBeNull();
    await vi.waitFor(() => expect(called).toHaveLength(TAKEN_MAX + A_TURN));
    expect(rooms()).toBe(1);
    expect(due.room(10_000)).toBe(TAKEN_MAX);
  });

  it('are known here until they have ended', async () => {
    const { due, called, answer } = worldWith();
    addMany(due, A_TURN + 1);
    expect(called).not.toContain(`msg-${A_TURN}-1`);
    expect([due.holds('msg-0-1'), due.holds(`msg-${A_TURN}-1`), due.holds('msg-99-1')]).toEqual([
      true,
      true,
      false,
    ]);
    await vi.waitFor(() => expect(called).toContain(`msg-${A_TURN}-1`));
    expect(due.holds(`msg-${A_TURN}-1`)).toBe(true);
    answer({ outcome: 'accepted', providerMessageId: 'wam-1' });
    await vi.waitFor(() => expect(due.holds('msg-0-1')).toBe(false));
    expect(due.holds(`msg-${A_TURN}-1`)).toBe(false);
  });
});
