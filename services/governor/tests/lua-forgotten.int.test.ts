import { Outcome } from '@hustings/contracts/governor';
import type { GateItem, GateVerdict, PolicyDocument } from '@hustings/policy';
import { memoryUs } from '@hustings/policy/gate';
import { gateKeys } from '@hustings/redis-scripts';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { GateChange } from '../src/app/gate-changes.ts';
import { type LuaGate, luaGate } from './lua-gates.ts';
import * as world from './lua-world.ts';

const DAY_MS = 86_400_000;
const SENT = { recipient: 'r-someone' };

/** What messages leave that were released, until when, and who meets it. */
interface Case {
  name: string;
  sender?: object[];
  organisation?: object[];
  lastsUs: number;
  /** Messages that are released at first; as many come again. */
  permits?: number;
  again?: (index: number) => GateItem;
}

const CASES: Case[] = [
  {
    name: 'an idempotency key',
    lastsUs: world.DAY,
    again: (index) => world.immediate(`first-${index}`, SENT),
  },
  { name: 'a window', sender: [world.windowLimit('l', [1, DAY_MS])], lastsUs: world.DAY },
  {
    name: 'a window of a day with a guard',
    sender: [world.windowLimit('l', [1, DAY_MS], { guardMs: 60_000 })],
    lastsUs: world.DAY + 60 * world.SECOND,
  },
  { name: 'a bucket', sender: [world.bucketLimit('l', [1, DAY_MS])], lastsUs: world.DAY },
  {
    name: 'a bucket that fills for three days',
    sender: [world.bucketLimit('l', [3, DAY_MS])],
    permits: 3,
    lastsUs: 3 * world.DAY,
  },
  {
    name: 'a unique recipient of a month',
    organisation: [world.uniquesLimit('l', [1, 31 * DAY_MS])],
    again: () => world.immediate('somebody-else'),
    lastsUs: 31 * world.DAY,
  },
  {
    name: 'an unanswered message of a week',
    sender: [world.unansweredLimit('l', [1, 7 * DAY_MS])],
    lastsUs: 7 * world.DAY,
  },
];

function isReleased(verdict: GateVerdict): boolean {
  return verdict.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
}

describe('a rebuild leaves out what counts no more', () => {
  let gate: LuaGate;
  let log: GateChange[];

  beforeEach(async () => {
    gate = await luaGate(inject('redisUrl'));
    log = [];
  });

  afterEach(() => gate.close());

  async function begin(policy: PolicyDocument): Promise<void> {
    const facts = [...world.registered(), world.activated(policy)];
    const entry = { seq: 1, marker: false, facts };
    log.push({ kind: 'FACTS', gate: 0, seq: 1, entry });
    await gate.apply([entry]);
  }

  async function record(nowUs: number, items: GateItem[]): Promise<void> {
    const call = await gate.decide(nowUs, items);
    const seq = log.length + 1;
    log.push({ kind: 'COMMIT', gate: 0, seq, commit: { seq, event: call.event } });
    await gate.record(seq, call);
  }

  async function rebuild(): Promise<void> {
    await gate.wipe();
    await gate.replay(log);
    await gate.open();
  }

  /** Idempotency keys in Redis. */
  async function keysKept(): Promise<number> {
    const keys = gateKeys(gate.gate, gate.epoch());
    const counts = [0, 1, 2, 3].map((slot) =>
      gate.redis.callBuffer('HKEYS', `${keys[`bound_${slot}`]}`),
    );
    const fields = (await Promise.all(counts)).flatMap((reply) => (reply as Buffer[]).map(String));
    return fields.filter((field) => field !== 'generation').length;
  }

  /** The last decision before a rebuild; it spends nothing. */
  const lastOf = (name: string): GateItem =>
    world.request(`last-${name}`, { recipient: 'r-other' });

  describe.each(CASES)('$name', (one) => {
    const { name, sender = [], organisation = [], lastsUs, permits = 1 } = one;
    const { again = (index) => world.immediate(`again-${index}`, SENT) } = one;
    const policy = world.policyWith({ sender, organisation });
    const numbered = Array.from({ length: permits }, (_, index) => index);
    const first = numbered.map((index) => world.immediate(`first-${index}`, SENT));

    test('is known to be remembered so long', () => {
      expect(memoryUs(policy)).toBe(lastsUs);
    });

    test.each([
      { when: 'just before it ends', atUs: world.T0 + lastsUs - 1, counts: true },
      { when: 'when it ends', atUs: world.T0 + lastsUs, counts: false },
    ])('$when: counts $counts, rebuilt or not', async ({ atUs, counts }) => {
      await begin(policy);
      await record(world.T0, first);
      await record(atUs, [lastOf(name)]);
      const before = (await gate.simulate(atUs, numbered.map(again))).verdicts;
      await rebuild();
      expect((await gate.simulate(atUs, numbered.map(again))).verdicts).toEqual(before);
      expect(before.every(isReleased)).toBe(!counts);
      // The last decision's own key, and those of messages that count.
      expect(await keysKept()).toBe(counts ? permits + 1 : 1);
    });
  });

  test('nothing of the epoch before stays in Redis', async () => {
    const limits = [world.unansweredLimit('u', [5, DAY_MS]), world.pairLimit('p', [5, 1_000])];
    await begin(
      world.policyWith({ sender: limits, organisation: [world.uniquesLimit('q', [5, 1_000])] }),
    );
    await record(world.T0, [world.immediate('a'), world.request('b')]);
    const old = Object.values(gateKeys(gate.gate, gate.epoch())).filter(
      (key) => !key.endsWith(':meta'),
    );
    const held = async (): Promise<unknown> => gate.redis.callBuffer('EXISTS', ...old);
    expect(Number(await held())).toBeGreaterThan(5);
    await rebuild();
    expect(await held()).toBe(0);
  });
});
