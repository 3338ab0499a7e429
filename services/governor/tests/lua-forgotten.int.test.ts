import { Outcome } from '@hustings/contracts/governor';
import type { GateItem, GateVerdict, PolicyDocument } from '@hustings/policy';
import { memoryUs } from '@hustings/policy/gate';
import { gateKeys } from '@hustings/redis-scripts';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { GateChange } from '../src/app/gate-changes.ts';
import { type LuaGate, luaGate } from './lua-gates.ts';
import * as world from './lua-world.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SENT = { recipient: 'r-someone' };

/** What messages leave that were released, until when, and who meets it. */
interface Case {
  name: string;
  sender?: object[];
  organisation?: object[];
  lastsUs: number;
  /** How long its decision is remembered; absent: so long. */
  rememberedUs?: number;
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
    rememberedUs: world.DAY,
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

/** A limit by which a number sends at its highest rate for longer than anything is remembered. */
const RESTLESS = [
  { name: 'a bucket', burst: 3, everyMs: HOUR_MS, of: 'sender', limit: world.bucketLimit },
  {
    name: 'a bucket of the organisation',
    ...{ burst: 3, everyMs: HOUR_MS, of: 'organisation', limit: world.bucketLimit },
  },
  {
    name: 'a bucket that fills for two days',
    ...{ burst: 4, everyMs: 12 * HOUR_MS, of: 'sender', limit: world.bucketLimit },
  },
  { name: 'a pair', burst: 2, everyMs: 300_000, of: 'sender', limit: world.pairLimit },
];

/** Most by which a window between two of these instants (µs, ascending) exceeds its burst and what came back within it. */
function worstExcess(releasedUs: number[], { burst, everyMs }: (typeof RESTLESS)[number]): number {
  let worst = Number.NEGATIVE_INFINITY;
  for (const [first, fromUs] of releasedUs.entries()) {
    for (const [last, toUs] of releasedUs.entries()) {
      const allowed = burst + Math.floor((toUs - fromUs) / (everyMs * 1_000));
      worst = Math.max(worst, last - first + 1 - allowed);
    }
  }
  return worst;
}

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

  /** How many were released. */
  async function record(nowUs: number, items: GateItem[]): Promise<number> {
    const call = await gate.decide(nowUs, items);
    const seq = log.length + 1;
    log.push({ kind: 'COMMIT', gate: 0, seq, commit: { seq, event: call.event } });
    await gate.record(seq, call);
    return call.decision.verdicts.filter(isReleased).length;
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
    const { rememberedUs = lastsUs } = one;
    const { again = (index) => world.immediate(`again-${index}`, SENT) } = one;
    const policy = world.policyWith({ sender, organisation });
    const numbered = Array.from({ length: permits }, (_, index) => index);
    const first = numbered.map((index) => world.immediate(`first-${index}`, SENT));

    test('is known to be remembered so long', () => {
      expect(memoryUs(policy)).toBe(rememberedUs);
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
      // The last decision's own key, and those of messages that are remembered.
      const isRemembered = atUs < world.T0 + rememberedUs;
      expect(await keysKept()).toBe(isRemembered ? permits + 1 : 1);
    });
  });

  test.each(RESTLESS)('$name that was never full is no fuller once rebuilt', async (restless) => {
    const { burst, everyMs, of, limit } = restless;
    await begin(world.policyWith({ [of]: [limit('l', [burst, everyMs])] }));
    const releasedUs: number[] = [];
    let sent = 0;
    const burstAt = async (nowUs: number): Promise<void> => {
      const items = Array.from({ length: burst }, () => world.immediate(`m-${sent++}`, SENT));
      const released = await record(nowUs, items);
      for (let nth = 0; nth < released; nth++) releasedUs.push(nowUs);
    };
    const everyUs = everyMs * 1_000;
    const steps = burst + 1 + world.DAY / everyUs;
    for (let step = 0; step <= steps; step++) await burstAt(world.T0 + step * everyUs);
    const nowUs = world.T0 + steps * everyUs;
    const asked = [world.immediate('asked', SENT)];
    const before = await gate.simulate(nowUs, asked);
    await rebuild();
    expect(await gate.simulate(nowUs, asked)).toEqual(before);
    for (let step = 0; step <= burst; step++) await burstAt(nowUs + step * everyUs);
    // Its highest rate, and not one more in any window.
    expect(releasedUs).toHaveLength(burst + steps + burst);
    expect(worstExcess(releasedUs, restless)).toBe(0);
  });

  describe('levels', () => {
    /** So many of each: more than a script could pass on in one call. */
    const COUNT = 4_500;
    const named = (what: string) =>
      new Map(Array.from({ length: COUNT }, (_, nth) => [`${what}|${nth}`, world.T0 + nth]));
    const levels = { atUs: world.T0, buckets: named('bucket'), pairs: named('pair') };

    async function held(): Promise<number[]> {
      const keys = gateKeys(gate.gate, gate.epoch());
      const names = ['levels', 'pairs_0', 'pairs_1', 'pairs_2'];
      const counts = names.map((name) => gate.redis.callBuffer('HLEN', `${keys[name]}`));
      return (await Promise.all(counts)).map(Number).filter((count) => count > 0);
    }

    test('are written, however many', async () => {
      const at = { epoch: gate.epoch(), gateSeq: 0 };
      expect(await gate.scripts.restoreLevels(gate.gate, at, levels)).toEqual({
        outcome: 'APPLIED',
      });
      // Pairs stand beside the number of their generation.
      expect(await held()).toEqual([COUNT, COUNT + 1]);
    });

    test.each([
      { when: 'before those commits were applied', gateSeq: 3 },
      { when: 'after a later one was', gateSeq: 1 },
      { when: 'in another epoch', gateSeq: 2, epoch: 'another' },
    ])('are not written $when', async ({ gateSeq, epoch }) => {
      await begin(world.policyWith({}));
      await record(world.T0, [world.immediate('a')]);
      const at = { epoch: epoch ?? gate.epoch(), gateSeq };
      const meta = await gate.scripts.readMeta(gate.gate);
      const reply = await gate.scripts.restoreLevels(gate.gate, at, levels);
      expect(reply).toEqual({ outcome: 'BEHIND', meta });
      expect(await held()).toEqual([]);
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
