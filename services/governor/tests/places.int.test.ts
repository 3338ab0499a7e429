import { releaseName } from '@hustings/redis-scripts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as world from './lua-world.ts';
import { type CountedPeople, countPeople } from './support/counted-people.ts';
import { luaStores } from './support/lua-stores.ts';

const { T0, SECOND, DAY } = world;
const DAILY = { id: 'two-a-day', max: 2, spanUs: DAY, shadow: false };
const WEEKLY = { id: 'three-a-week', max: 3, spanUs: 7 * DAY, shadow: false };

describe.each(luaStores())('the messages that reach one person ($name)', ({ url }) => {
  let people: CountedPeople;
  const open = async (caps = [DAILY, WEEKLY]) => {
    people = await countPeople(url(), caps, T0);
  };
  beforeEach(() => open());
  afterEach(() => people.close());

  test('are counted over all who write', async () => {
    expect(await people.reserve('p-1', 'a')).toBeNull();
    expect(await people.reserve('p-1', 'b')).toBeNull();
    expect(await people.reserve('p-1', 'c')).toEqual({ cap: DAILY, untilUs: T0 + DAY });
    expect(await people.reserve('p-2', 'd')).toBeNull();
  });

  test('take a place once, however often the same release asks', async () => {
    for (let again = 0; again < 5; again++) expect(await people.reserve('p-1', 'a')).toBeNull();
    expect(await people.reserve('p-1', 'b')).toBeNull();
  });

  test('leave the period at its very end', async () => {
    await people.reserve('p-1', 'a');
    await people.reserve('p-1', 'b');
    await people.setClock(T0 + DAY - 1);
    expect(await people.reserve('p-1', 'c')).toMatchObject({ untilUs: T0 + DAY });
    await people.setClock(T0 + DAY);
    expect(await people.reserve('p-1', 'c')).toBeNull();
  });

  test('take a place in every cap or in none: the cap that has room last is named', async () => {
    await people.reserve('p-1', 'a');
    await people.reserve('p-1', 'b');
    await people.setClock(T0 + DAY);
    await people.reserve('p-1', 'c');
    await people.setClock(T0 + 2 * DAY);
    expect(await people.reserve('p-1', 'd')).toEqual({ cap: WEEKLY, untilUs: T0 + 7 * DAY });
  });

  test('give a place back once', async () => {
    await people.reserve('p-1', 'a');
    await people.reserve('p-1', 'b');
    for (let again = 0; again < 3; again++) await people.giveBack('p-1', 'a');
    expect(await people.reserve('p-1', 'c')).toBeNull();
    expect(await people.reserve('p-1', 'd')).toMatchObject({ cap: DAILY });
  });

  test('are counted in shadow and pass', async () => {
    people.close();
    await open([{ ...DAILY, shadow: true }]);
    const at = { epoch: people.epoch, caps: people.caps };
    const places = ['a', 'b', 'c'].map((name) => ({
      person: 'p-1',
      release: releaseName(name, 1),
    }));
    const refusals: Record<string, number>[] = [];
    const reserved = await people.scripts.reserve(at, places, (one) => refusals.push(one));
    expect(reserved).toEqual([null, null, null]);
    expect(refusals).toEqual([{ 'two-a-day': 1 }]);
  });

  test('are put back from the log, without those that were handed back', async () => {
    const at = { epoch: crypto.randomUUID(), caps: people.caps };
    const release = (name: string, atUs: number) => ({
      person: 'p-1',
      release: releaseName(name, 1),
      atUs,
    });
    await people.scripts.begin(await people.scripts.look(at.caps), at.epoch, at.caps);
    await people.scripts.restore(at, [release('b', T0 - SECOND), release('a', T0 - DAY + 1)]);
    await people.scripts.restore(at, [release('returned', T0)]);
    await people.scripts.giveBack(at, [release('returned', 0)]);
    const [none] = await Promise.allSettled([
      people.scripts.reserve(at, [release('c', 0)], () => undefined),
    ]);
    expect(none).toMatchObject({ status: 'rejected', reason: { name: 'PlacesBehind' } });
    await people.scripts.open(at.epoch, at.caps);
    const answers = await people.scripts.reserve(at, [release('c', 0)], () => undefined);
    expect(answers).toEqual([{ cap: DAILY, untilUs: T0 + 1 }]);
  });

  test.each([
    { loss: 'the server that counted is another one', field: 'history', value: 'f00d' },
    { loss: 'a call was lost', field: 'call', value: '0' },
    { loss: 'the shard is in another epoch', field: 'epoch', value: 'another' },
    { loss: 'the shard is being rebuilt', field: 'ready', value: '0' },
    { loss: 'other caps are counted', field: 'limits', value: '' },
  ])('cannot be known when $loss', async ({ field, value }) => {
    await people.reserve('p-1', 'a');
    const shards = Array.from({ length: 16 }, (_, shard) => `hustings:gov:r1:{r${shard}}:meta`);
    await Promise.all(shards.map((meta) => people.redis.callBuffer('HSET', meta, field, value)));
    await expect(people.reserve('p-1', 'b')).rejects.toThrow(/behind/);
  });

  test('never exceed a cap in any window, whatever is asked and given back', async () => {
    const caps = [
      { id: 'a', max: 2, spanUs: 10 * SECOND, shadow: false },
      { id: 'b', max: 4, spanUs: 35 * SECOND, shadow: false },
    ];
    people.close();
    await open(caps);
    let nowUs = T0;
    let story = 0;
    const step = fc.record({
      laterS: fc.nat({ max: 9 }),
      who: fc.constantFrom(1, 2),
      act: fc.constantFrom('ASK', 'ASK', 'ASK', 'GIVE_BACK'),
      pick: fc.nat(),
    });
    const stories = fc.array(step, { minLength: 10, maxLength: 40 });
    const property = fc.asyncProperty(stories, async (steps) => {
      story += 1;
      const taken: { person: string; name: string; atUs: number }[] = [];
      for (const [index, { laterS, who, act, pick }] of steps.entries()) {
        nowUs += laterS * SECOND;
        await people.setClock(nowUs);
        const person = `p-${story}-${who}`;
        const own = taken.filter((one) => one.person === person);
        const back = own[pick % Math.max(1, own.length)];
        if (act === 'GIVE_BACK' && back) {
          await people.giveBack(person, back.name);
          taken.splice(taken.indexOf(back), 1);
          continue;
        }
        const room = caps.every(
          ({ max, spanUs }) => own.filter(({ atUs }) => atUs > nowUs - spanUs).length < max,
        );
        const name = `m-${story}-${index}`;
        // Two are asked for: what the first would take, the second misses, and nothing is taken.
        const [first, second] = await people.foresee(person, [name, `${name}-more`]);
        expect(first === null).toBe(room);
        if (!room) expect(second).toEqual(first);
        expect((await people.reserve(person, name)) === null).toBe(room);
        if (room && second) {
          const after = await people.foresee(person, [`${name}-more`]);
          expect(after).toEqual([second]);
        }
        if (room) taken.push({ person, name, atUs: nowUs });
      }
    });
    await fc.assert(property, { numRuns: 20 });
  }, 60_000);
});
