import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Priority } from '@hustings/contracts/governor';
import { startRedis } from '@hustings/dev-env';
import { present } from '@hustings/kernel';
import type { Fact } from '@hustings/policy';
import { partsOfLane } from '@hustings/policy/gate';
import type { Believed, GateMeta } from '@hustings/redis-scripts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type LuaGate, luaGate, toEvent } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaStores } from './support/lua-stores.ts';

const { organisationId, senderId } = world.CONTEXT;
const POLICY = world.policyWith({ sender: [world.windowLimit('w', [2, 60_000])] });

let lua: LuaGate;

async function metaNow(): Promise<GateMeta> {
  return present(await lua.scripts.readMeta(lua.gate), 'the gate has a meta');
}

async function feed(seq: number, facts: Fact[]): Promise<void> {
  await lua.apply([{ seq, marker: false, facts }]);
}

const STORES = luaStores();

/** Every test of a describe gets a gate of its own. */
function useGate(url: () => string): void {
  beforeEach(async () => {
    lua = await luaGate(url());
    await feed(1, [...world.registered(), world.activated(POLICY)]);
  });
  afterEach(() => lua.close());
}

describe.each(STORES)('a gate that is behind decides nothing ($name)', ({ url }) => {
  useGate(url);

  const believedWith = (change: Partial<Believed>) => async (): Promise<Believed> => ({
    ...(await metaNow()),
    ...change,
  });

  test.each([
    { fault: 'a call was lost', believed: believedWith({ call: 1 }) },
    { fault: 'a gate message was lost', believed: believedWith({ gateSeq: 1 }) },
    { fault: 'a fact was lost', believed: believedWith({ factSeq: 2 }) },
    { fault: 'it is in another epoch', believed: believedWith({ epoch: 'another' }) },
  ])('$fault', async ({ believed }) => {
    const before = await metaNow();
    const reply = await lua.scripts.decide(lua.gate, await believed(), [world.immediate('a')]);
    expect(reply).toEqual({ outcome: 'BEHIND', meta: before });
    expect(await metaNow()).toEqual(before);
  });

  test('it holds nothing', async () => {
    const believed = await metaNow();
    const empty = { partition: `empty${crypto.randomUUID()}`, gate: 0 };
    const reply = await lua.scripts.decide(empty, believed, [world.immediate('a')]);
    expect(reply).toEqual({ outcome: 'BEHIND', meta: null });
  });

  test('its rebuild has not finished', async () => {
    await lua.wipe();
    const believed = await metaNow();
    const reply = await lua.scripts.decide(lua.gate, believed, [world.immediate('a')]);
    expect(reply).toEqual({ outcome: 'BEHIND', meta: believed });
  });

  test('what another governor has added is no fault, and the reply says so', async () => {
    await lua.decide(world.T0, [world.request('before')]);
    const believed = await metaNow();
    await feed(2, [{ type: 'CampaignClosed', organisationId, campaignId: 'cmp-other' }]);
    const reply = await lua.scripts.decide(lua.gate, believed, [world.immediate('a')]);
    expect(reply).toMatchObject({ outcome: 'DECIDED', factSeq: 2 });
  });
});

describe.each(STORES)('a rebuild ($name)', ({ url }) => {
  useGate(url);

  test('of two governors that saw the same loss one begins', async () => {
    const observed = lua.epoch();
    const begin = (next: string) => lua.scripts.beginRebuild(lua.gate, { observed, next });
    const outcomes = (await Promise.all([begin('one'), begin('two')])).map(
      ({ outcome }) => outcome,
    );
    expect(outcomes).toEqual(['BEGUN', 'BEHIND']);
    expect((await metaNow()).epoch).toBe('one');
  });

  test('leaves nothing of the epoch before', async () => {
    const call = await lua.decide(world.T0, [world.request('a'), world.immediate('b')]);
    await lua.record(2, call);
    const old = lua.epoch();
    await lua.wipe();
    const found = await lua.redis.everywhere('KEYS', `*${old}*`);
    expect(found.flat()).toEqual([]);
  });

  test('counts on from the highest call that was ever heard of', async () => {
    await lua.wipe();
    await lua.scripts.finishRebuild(lua.gate, { epoch: lua.epoch(), call: 41 });
    expect(await metaNow()).toMatchObject({ ready: true, call: 41 });
  });

  test('restores the permits of commits whose calls it has not seen', async () => {
    const call = await lua.decide(world.T0, [world.immediate('a'), world.immediate('b')]);
    await lua.wipe();
    await feed(1, [...world.registered(), world.activated(POLICY)]);
    await lua.open();
    await lua.record(2, call);
    const { decision } = await lua.decide(world.T0 + 1, [world.immediate('c')]);
    expect(decision.verdicts).toMatchObject([{ ruleId: 'w' }]);
  });
});

describe.each(STORES)('a commit ($name)', ({ url }) => {
  useGate(url);

  test('is applied once', async () => {
    const call = await lua.decide(world.T0, [world.request('a')]);
    const apply = () =>
      lua.scripts.applyDecisions(lua.gate, lua.epoch(), { seq: 2, event: call.event });
    expect(await apply()).toEqual({ outcome: 'APPLIED' });
    expect(await apply()).toEqual({ outcome: 'SKIPPED' });
    const [front = []] = await lua.fronts(world.T0, { senders: [senderId], count: 5 });
    expect(front.flatMap(({ ids }) => ids)).toEqual(['msg-a']);
  });

  test('does not spend a second time what its call has spent', async () => {
    const call = await lua.decide(world.T0, [world.immediate('a')]);
    await lua.record(2, call);
    const { decision } = await lua.decide(world.T0 + 1, [
      world.immediate('b'),
      world.immediate('c'),
    ]);
    expect(decision.verdicts).toMatchObject([{ ruleId: '' }, { ruleId: 'w' }]);
  });

  test('is not applied over a gate message that is missing', async () => {
    const items = [world.request('a')];
    const { decision } = await lua.decide(world.T0, items);
    const event = toEvent(items, decision.verdicts, {
      call: 9,
      nowUs: world.T0,
      number: 0,
      gateSeq: 7,
    });
    const before = await metaNow();
    const reply = await lua.scripts.applyDecisions(lua.gate, lua.epoch(), { seq: 8, event });
    expect(reply).toEqual({ outcome: 'BEHIND', meta: before });
    expect(await metaNow()).toEqual(before);
  });

  test('follows a marker that was applied', async () => {
    await lua.apply([{ seq: 7, marker: true, facts: [] }]);
    expect(await metaNow()).toMatchObject({ gateSeq: 7, factSeq: 1 });
    const call = await lua.decide(world.T0, [world.request('a')]);
    await lua.record(8, call);
    expect(await metaNow()).toMatchObject({ gateSeq: 8, number: 1 });
  });
});

describe.each(STORES)('time ($name)', ({ url }) => {
  useGate(url);

  test('never runs backwards: a clock that steps back keeps the instant of the last call', async () => {
    await lua.decide(world.T0 + world.HOUR, [world.immediate('a')]);
    const { event } = await lua.decide(world.T0, [world.immediate('b')]);
    expect(Number(event.decidedAtUs)).toBe(world.T0 + world.HOUR);
  });
});

describe.each(STORES)('facts ($name)', ({ url }) => {
  useGate(url);

  test('are applied once, whichever entries come together', async () => {
    const reply = (at: number): Fact => ({
      type: 'Replied',
      organisationId,
      recipient: 'r-a',
      atUs: at,
    });
    await lua.apply([{ seq: 2, marker: false, facts: [reply(5)] }]);
    const again = await lua.scripts.applyFacts(lua.gate, await metaNow(), [
      { seq: 2, marker: false, facts: [{ type: 'OrganisationRevoked', organisationId }] },
    ]);
    expect(again).toEqual({ outcome: 'SKIPPED' });
    const { decision } = await lua.decide(world.T0, [world.request('a')]);
    expect(decision.verdicts).toMatchObject([{ reason: 0 }]);
  });

  test('of another epoch are not applied', async () => {
    const reply = await lua.scripts.applyFacts(
      lua.gate,
      { ...(await metaNow()), epoch: 'another' },
      [{ seq: 2, marker: false, facts: [] }],
    );
    expect(reply).toEqual({ outcome: 'BEHIND', meta: await metaNow() });
  });
});

describe.each(STORES)('the front of the lanes ($name)', ({ url }) => {
  useGate(url);

  const front = async (count = 10, nowUs = world.T0) => {
    const [lanes = []] = await lua.fronts(nowUs, { senders: [senderId], count });
    return lanes.flatMap(({ ids }) => ids);
  };
  const conversation = { priority: Priority.PRIORITY_CONVERSATION };

  beforeEach(async () => {
    const call = await lua.decide(world.T0, [
      world.request('1'),
      world.request('2'),
      world.request('3', conversation),
      world.request('4'),
    ]);
    await lua.record(2, call);
  });

  test('shows conversation before bulk, each in the order of admission', async () => {
    expect(await front()).toEqual(['msg-3', 'msg-1', 'msg-2', 'msg-4']);
    expect(await front(1)).toEqual(['msg-3', 'msg-1']);
  });

  test('shows a message that came back where it stood', async () => {
    const call = await lua.decide(world.T0, [world.release('1'), world.release('2')]);
    await lua.record(3, call);
    expect(await front()).toEqual(['msg-3', 'msg-4']);
    await feed(4, [{ type: 'ReleaseReturned', organisationId, messageId: 'msg-1', attempt: 1 }]);
    expect(await front()).toEqual(['msg-3', 'msg-1', 'msg-4']);
  });

  test('shows only those who have replied while the sender is restricted, and all of them afterwards', async () => {
    const sanction = {
      sanctionId: 'snc-1',
      subjectKind: SubjectKind.SUBJECT_KIND_SENDER,
      subjectId: senderId,
      standing: Standing.STANDING_RESTRICTED,
      startsAtUs: world.T0,
      endsAtUs: world.T0 + world.HOUR,
      stay: null,
    };
    await feed(3, [{ type: 'SanctionImposed', organisationId, sanction }]);
    expect(await front()).toEqual([]);
    await feed(4, [{ type: 'Replied', organisationId, recipient: 'r-4', atUs: world.T0 }]);
    expect(await front()).toEqual(['msg-4']);
    expect(await front(10, world.T0 + world.HOUR)).toEqual(['msg-3', 'msg-1', 'msg-2', 'msg-4']);
  });

  test('goes round the senders, leaves some out, and ends', async () => {
    const others = ['snd-b', 'snd-c'].map((name) => ({ ...world.CONTEXT, senderId: name }));
    await feed(3, others.flatMap(world.registered));
    const items = others.map((context) => world.request(context.senderId, { context }));
    await lua.record(4, await lua.decide(world.T0, items));
    const peek = async (afterSender: string, skip: string[] = []) => {
      const options = { epoch: lua.epoch(), perSender: 1, senders: 2, turn: 0, afterSender, skip };
      const peeked = await lua.scripts.peek(lua.gate, options);
      if (peeked.outcome !== 'PEEKED') throw new Error('the gate is open');
      const senders = [...new Set(peeked.lanes.map(({ lane }) => partsOfLane(lane).senderId))];
      return { senders, last: peeked.lastSender };
    };
    expect(await peek('')).toEqual({ senders: ['snd-a', 'snd-b'], last: 'snd-b' });
    expect(await peek('snd-b')).toEqual({ senders: ['snd-c', 'snd-a'], last: 'snd-a' });
    expect(await peek('snd-c', ['snd-a|2', 'snd-a|1'])).toEqual({
      senders: ['snd-b', 'snd-c'],
      last: 'snd-c',
    });
  });
});

test('a server that forgot the scripts decides nothing until they are loaded again', async () => {
  // On a server of its own: the other tests' scripts are on the shared one.
  const server = await startRedis();
  const own = await luaGate(server.url);
  const facts = [...world.registered(), world.activated(POLICY)];
  await own.apply([{ seq: 1, marker: false, facts }]);
  await own.redis.everywhere('SCRIPT', 'FLUSH');
  await expect(own.decide(world.T0, [world.immediate('a')])).rejects.toThrow(/NOSCRIPT/);
  await own.scripts.load();
  const { decision } = await own.decide(world.T0, [world.immediate('a')]);
  expect(decision.verdicts).toHaveLength(1);
  await own.close();
  await server.stop();
});
