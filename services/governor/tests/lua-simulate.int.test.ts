import { createHash } from 'node:crypto';
import { present } from '@hustings/kernel';
import {
  applyDecisions,
  applyFacts,
  type FactEntry,
  type GateItem,
  initialGateState,
} from '@hustings/policy';
import { compilePolicy } from '@hustings/policy/gate';
import { levelsOf } from '@hustings/policy/plan';
import { gateScripts, loadGateScripts, metaKey } from '@hustings/redis-scripts';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { clockKey, LUA_FOLDER, TEST_CLOCK } from './lua-clock.ts';
import { type LuaGate, luaGate } from './lua-gates.ts';
import * as world from './lua-world.ts';

const POLICY = world.policyWith({
  sender: [
    world.windowLimit('window', [5, 1_000], { cost: 'segments' }),
    world.bucketLimit('bucket', [9, 700]),
    world.pairLimit('pair', [2, 5_000]),
  ],
  organisation: [world.uniquesLimit('people', [3, 60_000])],
});

let gate: LuaGate;
const state = { now: initialGateState() };

beforeEach(async () => {
  gate = await luaGate(inject('redisUrl'));
  state.now = initialGateState();
  await apply({
    seq: 1,
    marker: false,
    facts: [...world.registered(), world.activated(POLICY)],
  });
});
afterEach(() => gate.close());

async function apply(entry: FactEntry): Promise<void> {
  await gate.apply([entry]);
  applyFacts(state.now, entry);
}

async function send(nowUs: number, items: GateItem[], seq: number): Promise<void> {
  const call = await gate.decide(nowUs, items);
  await gate.record(seq, call);
  applyDecisions(state.now, { seq, event: call.event });
}

const messages = (...names: string[]): GateItem[] =>
  names.map((name, index) =>
    world.immediate(`${name}-${index}`, { recipient: name, units: (index % 3) + 1 }),
  );

async function keysOf(redis: LuaGate['redis'], partition: string): Promise<string[]> {
  const found = await redis.everywhere('KEYS', `*${partition}*`);
  return found.flat().map(String);
}

/** Every key of the gate with its whole content, the clock of the test apart. */
async function contentOf({ redis, gate: { partition } }: LuaGate): Promise<string> {
  const keys = await keysOf(redis, partition);
  const digest = createHash('sha256');
  for (const key of keys.filter((one) => !one.endsWith(':clock')).sort()) {
    digest.update(key).update(String(await redis.callBuffer('DUMP', key)));
  }
  return digest.digest('hex');
}

describe('a simulation', () => {
  test('sees what earlier messages of its group would take, as the decision does', async () => {
    await send(world.T0, messages('a', 'b'), 2);
    const group = messages('a', 'c', 'd', 'b', 'e', 'a', 'c', 'f');
    // One second is over for the window, so it is the people who bind.
    const nowUs = world.T0 + 2 * world.SECOND;
    const simulated = await gate.simulate(nowUs, group);
    expect(simulated.verdicts.map((verdict) => 'ruleId' in verdict && verdict.ruleId)).toContain(
      'people',
    );
    expect(simulated).toEqual((await gate.decide(nowUs, group)).decision);
  });

  test('a thousand times over changes nothing in Redis', async () => {
    await send(world.T0, messages('a', 'b'), 2);
    const before = await contentOf(gate);
    for (let round = 0; round < 200; round++) {
      const names = [`n-${round}`, 'a', `m-${round}`, 'b', `o-${round}`];
      await gate.simulate(world.T0 + round * 385_000, messages(...names));
    }
    expect(await contentOf(gate)).toBe(before);
    await gate.decide(world.T0 + world.HOUR, messages('x'));
    expect(await contentOf(gate)).not.toBe(before);
  });

  test('is refused by the server if it tries to write', async () => {
    const wet = loadGateScripts(LUA_FOLDER, { ...TEST_CLOCK, dry_redis: '' });
    const scripts = gateScripts(gate.redis, wet);
    await scripts.load();
    const meta = present(await scripts.readMeta(gate.gate), 'the gate has a meta');
    await gate.redis.callBuffer('SET', clockKey(metaKey(gate.gate)), world.T0);
    await expect(scripts.simulate(gate.gate, meta, messages('a'))).rejects.toThrow(/read-only/i);
  });
});

test('of recipients the gate tells opt-outs, replies and when they were counted', async () => {
  const { organisationId } = world.CONTEXT;
  await apply({
    seq: 2,
    marker: false,
    facts: [
      { type: 'OptedOut', organisationId, recipient: 'a', scope: { kind: 'ORGANISATION' } },
      { type: 'Replied', organisationId, recipient: 'b', atUs: world.T0 },
    ],
  });
  await send(world.T0 + 5, messages('c'), 3);
  const asked = { recipients: ['a', 'b', 'c', 'd'], organisationId, limitId: 'people' };
  const known = await gate.scripts.recipients(gate.gate, gate.epoch(), asked);
  const nothing = { optOuts: [], repliedAtUs: 0, reachedAtUs: 0 };
  expect(known).toEqual({
    outcome: 'RECIPIENTS',
    recipients: [
      { ...nothing, optOuts: ['o'] },
      { ...nothing, repliedAtUs: world.T0 },
      { ...nothing, reachedAtUs: world.T0 + 5 },
      nothing,
    ],
  });
});

describe('the levels', () => {
  const limits = present(compilePolicy(POLICY, 'h', 0).profiles.get('p'), 'the profile');
  const who = { organisationId: world.CONTEXT.organisationId, senderId: world.CONTEXT.senderId };

  test('are those of the oracle', async () => {
    await send(world.T0, messages('a', 'b'), 2);
    await send(world.T0 + 300_000, messages('c'), 3);
    const nowUs = world.T0 + 900_000;
    await gate.simulate(nowUs, messages('a'));
    const levels = await gate.scripts.levels(gate.gate, gate.epoch(), [who]);
    if (levels.outcome !== 'LEVELS') throw new Error('the gate is open');
    const [sender] = levels.senders;
    expect(levels).toMatchObject({ nowUs, policyHash: 'hash-1' });
    expect(sender?.profile).toBe('p');
    for (const [id, level] of levelsOf(state.now, limits, { ...who, nowUs })) {
      expect(sender?.limits.get(id)).toEqual({ ...level, sinceUs: 0 });
    }
    expect(sender?.limits.get('people')?.spends.map(({ permits }) => permits)).toEqual([2, 1]);
  });

  test('forget what has left', async () => {
    await send(world.T0, messages('a', 'b'), 2);
    await gate.simulate(world.T0 + world.SECOND, messages('a'));
    const first = await gate.scripts.levels(gate.gate, gate.epoch(), [who]);
    await gate.simulate(world.T0 + 60 * world.SECOND, messages('a'));
    const later = await gate.scripts.levels(gate.gate, gate.epoch(), [who]);
    const countOf = (levels: typeof first, id: string) =>
      levels.outcome === 'LEVELS' &&
      levels.senders[0]?.limits.get(id)?.spends.reduce((sum, { permits }) => sum + permits, 0);
    expect([countOf(first, 'window'), countOf(first, 'people')]).toEqual([0, 2]);
    expect(countOf(later, 'people')).toBe(0);
  });

  test('of nobody known are empty', async () => {
    await gate.simulate(world.T0, messages('a'));
    const levels = await gate.scripts.levels(gate.gate, gate.epoch(), [
      { ...who, senderId: 'snd-none' },
    ]);
    expect(levels).toMatchObject({ senders: [{ profile: '', limits: new Map() }] });
  });

  test('tell many people in few steps, never too early', async () => {
    const many = world.policyWith({
      organisation: [world.uniquesLimit('crowd', [9_000, 60_000])],
    });
    await apply({ seq: 2, marker: false, facts: [world.activated(many, world.T0, 'many')] });
    const begins = world.T0 + world.HOUR;
    for (let at = 0; at < 260; at++) {
      await gate.record(
        3 + at,
        await gate.decide(begins + at, [world.immediate(`c-${at}`, { recipient: `c-${at}` })]),
      );
    }
    const levels = await gate.scripts.levels(gate.gate, gate.epoch(), [who]);
    const spends =
      levels.outcome === 'LEVELS' ? (levels.senders[0]?.limits.get('crowd')?.spends ?? []) : [];
    expect(spends).toHaveLength(130);
    expect(spends.every(({ permits }) => permits === 2)).toBe(true);
    expect(spends.map(({ atUs }) => atUs - begins)).toEqual(
      Array.from({ length: 130 }, (_, step) => 2 * step + 1),
    );
  });

  test('are not told while the gate is not what it is believed to be', async () => {
    const levels = await gate.scripts.levels(gate.gate, 'another', [who]);
    expect(levels.outcome).toBe('BEHIND');
  });
});
