import type { QueuedMessage } from '@hustings/redis-scripts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charge, emptyLine, type Flow, type Line, orderFairly } from '../src/domain/fair-order.ts';

const ROOM = 32;
const SHOWN = 16;

/** A campaign with so many messages queued. */
interface Backlog {
  campaignId: string;
  weight: number;
  left: number;
}

let next = 0;

function messageOf(campaignId: string, units: number): QueuedMessage {
  next += 1;
  const admission = { campaignId, units, messageId: `msg-${next}`, number: BigInt(next) };
  return { releases: 0, admission: admission as QueuedMessage['admission'] };
}

/** Plays a sender with so many permits a look; answers with the campaigns in the order in which they went. */
function play(backlogs: Backlog[], permits: number[], line: Line = emptyLine()): string[] {
  const weightOf = (id: string) => backlogs.find((one) => one.campaignId === id)?.weight ?? 1;
  const went: string[] = [];
  for (const permitsNow of permits) {
    const flows = backlogs.filter(({ left }) => left > 0).map(flowOf);
    const { turns } = orderFairly(line, flows, { room: ROOM, weightOf });
    for (const { message } of turns.slice(0, permitsNow)) {
      const { campaignId } = message.admission;
      charge(line, message.admission, weightOf(campaignId));
      went.push(campaignId);
      const backlog = backlogs.find((one) => one.campaignId === campaignId);
      if (backlog) backlog.left -= 1;
    }
  }
  return went;
}

function flowOf({ campaignId, left }: Backlog): Flow {
  const messages = Array.from({ length: Math.min(left, SHOWN) }, () => messageOf(campaignId, 1));
  return { campaignId, messages, hasMore: left >= SHOWN };
}

function countOf(went: string[], campaignId: string): number {
  return went.filter((one) => one === campaignId).length;
}

const weights = fc.integer({ min: 1, max: 10 });

describe('campaigns of one number that both have messages', () => {
  it('get, in any stretch, what their weights say, but for one message of each', () => {
    const looks = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 20, maxLength: 60 });
    const property = fc.property(weights, weights, looks, (ofA, ofB, permits) => {
      const went = play(
        [
          { campaignId: 'a', weight: ofA, left: 1e6 },
          { campaignId: 'b', weight: ofB, left: 1e6 },
        ],
        permits,
      );
      for (let from = 0; from < went.length; from += 7) {
        for (let to = from; to <= went.length; to += 5) {
          const stretch = went.slice(from, to);
          const gap = Math.abs(countOf(stretch, 'a') / ofA - countOf(stretch, 'b') / ofB);
          // SFQ, theorem 1: at most one message of each, over its weight.
          expect(gap).toBeLessThanOrEqual(1 / ofA + 1 / ofB + 1e-9);
        }
      }
    });
    fc.assert(property, { numRuns: 60 });
  });

  it('never starve: each of many goes within as many turns as all weights together', () => {
    const property = fc.property(fc.array(weights, { minLength: 2, maxLength: 12 }), (all) => {
      const backlogs = all.map((weight, at) => ({ campaignId: `c${at}`, weight, left: 1e6 }));
      const went = play(backlogs, Array(80).fill(7));
      const bound = all.reduce((sum, weight) => sum + weight, 0) + all.length;
      for (const { campaignId } of backlogs) {
        let since = 0;
        for (const one of went) {
          since = one === campaignId ? 0 : since + 1;
          expect(since).toBeLessThanOrEqual(bound);
        }
      }
    });
    fc.assert(property, { numRuns: 40 });
  });
});

describe('a small campaign that comes late', () => {
  it('starts at once beside a big one, and gets no credit for the time before', () => {
    const line = emptyLine();
    const big = { campaignId: 'big', weight: 1, left: 30_000 };
    play([big], Array(50).fill(20), line);
    const small = { campaignId: 'small', weight: 1, left: 10 };
    const went = play([big, small], [20], line);
    expect(went.slice(0, 2)).toContain('small');
    expect(countOf(went, 'small')).toBe(10);
    expect(went.slice(0, 20).join()).not.toMatch(/small,small/);
  });
});

describe('a message that needs several permits', () => {
  it('is tried alone once it was overtaken, until it went', () => {
    const line = emptyLine();
    const long = messageOf('long', 3);
    const flows = [
      { campaignId: 'long', messages: [long], hasMore: false },
      { campaignId: 'short', messages: [messageOf('short', 1)], hasMore: false },
    ];
    const weightOf = () => 1;
    const first = orderFairly(line, flows, { room: ROOM, weightOf });
    expect(first.turns.map(({ message }) => message.admission.campaignId)).toEqual([
      'long',
      'short',
    ]);
    line.overtaken = first.turns[0] ?? null;
    const alone = orderFairly(line, flows, { room: ROOM, weightOf });
    expect(alone).toMatchObject({ turns: [{ message: long }], cut: true });
    charge(line, long.admission, 1);
    expect(orderFairly(line, flows.slice(1), { room: ROOM, weightOf }).turns).toHaveLength(1);
  });
});

describe('the order', () => {
  it('ends where the next message of a campaign is not known, so that no other overtakes it', () => {
    const shown = Array.from({ length: 3 }, () => messageOf('a', 1));
    const others = Array.from({ length: 9 }, () => messageOf('b', 1));
    const flows = [
      { campaignId: 'a', messages: shown, hasMore: true },
      { campaignId: 'b', messages: others, hasMore: false },
    ];
    const { turns, cut } = orderFairly(emptyLine(), flows, { room: ROOM, weightOf: () => 1 });
    expect(turns.map(({ message }) => message.admission.campaignId).join('')).toBe('ababab');
    expect(cut).toBe(true);
  });
});
