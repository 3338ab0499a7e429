import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Reason } from '@hustings/contracts/governor';
import { findFreePort, LOOPBACK, startRedis } from '@hustings/dev-env';
import { passBarrier } from '@hustings/event-log';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { framesOf, sendOne, waitFor } from './support/ask.ts';
import { optOut, type SeededSender, seedSender } from './support/facts.ts';
import { expectReleased, releasesOf } from './support/outside.ts';
import { messageOf, numberOf, type Rig, startRig } from './support/rig.ts';
import { startSwitch } from './support/switch.ts';

const MESSAGES = 30;
/** The limit of the profile "slow". */
const LIMIT = { max: 5, windowUs: 1_000_000 };
const TIMEOUT = { timeout: 60_000 };

let rig: Rig;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  await rig.stop();
  for (const end of ends.splice(0)) await end();
});

function redisOf({ url }: { url: string }): Redis {
  const redis = new Redis(url, { lazyConnect: false, retryStrategy: () => 100 });
  redis.on('error', () => undefined);
  ends.push(() => redis.disconnect());
  return redis;
}

/** A sender whose messages stand in their lane, of which some are out. */
async function senderAtWork(): Promise<SeededSender> {
  const sender = await seedSender(rig.log, 'slow');
  const messages = Array.from({ length: MESSAGES }, (_, at) => messageOf(sender, numberOf(at)));
  for await (const { results } of rig.client(sender).sendStream(framesOf([messages]))) {
    expect(results).toHaveLength(MESSAGES);
  }
  await untilReleased(sender, 5);
  return sender;
}

async function untilReleased(sender: SeededSender, count: number): Promise<void> {
  await waitFor(async () =>
    expect((await releasesOf(rig, sender)).length).toBeGreaterThanOrEqual(count),
  );
}

/** An acknowledged opt-out of the last person in the lane. */
async function optOutLast(sender: SeededSender): Promise<string> {
  const recipient = rig.vault.organisationPseudonym(sender.organisationId, numberOf(MESSAGES - 1));
  const seq = await optOut(rig.log, sender, recipient);
  await passBarrier(rig.nc, { services: ['governor'], partition: '0', seq, timeoutMs: 10_000 });
  return recipient;
}

/** All but the one who opted out got theirs, once each, within the limit; and the time that the fault has cost. */
async function expectPromisesKept(
  sender: SeededSender,
  stopped: string,
  faultAtSeq: number,
): Promise<void> {
  const releases = await expectReleased(rig, sender, { count: MESSAGES - 1, ...LIMIT });
  expect(releases.some(({ recipient }) => recipient === stopped)).toBe(false);
  const client = rig.client(sender);
  const { reason } = await sendOne(client, messageOf(sender, numberOf(MESSAGES - 1)));
  expect(reason).toBe(Reason.REASON_OPTED_OUT_ORGANISATION);
  const before = releases.findLast(({ seq }) => seq <= faultAtSeq);
  const after = releases.find(({ seq }) => seq > faultAtSeq);
  const stoodStillMs = Math.round(((after?.atUs ?? 0) - (before?.atUs ?? 0)) / 1_000);
  process.stderr.write(
    `${expect.getState().currentTestName}: stood still for ${stoodStillMs} ms\n`,
  );
}

describe('nothing is lost, doubled or let through when Redis', () => {
  it('is emptied while it runs', TIMEOUT, async () => {
    rig = await startRig();
    const sender = await senderAtWork();
    const stopped = await optOutLast(sender);
    const faultAtSeq = await rig.log.lastSeq('0');
    await redisOf(rig.redis).flushall();
    await expectPromisesKept(sender, stopped, faultAtSeq);
  });

  it('is killed and comes back empty', TIMEOUT, async () => {
    rig = await startRig();
    const sender = await senderAtWork();
    const stopped = await optOutLast(sender);
    const faultAtSeq = await rig.log.lastSeq('0');
    await rig.redis.kill('SIGKILL');
    await rig.redis.restart({ wipe: true });
    await expectPromisesKept(sender, stopped, faultAtSeq);
  });

  it('is killed and comes back with what it last saved, which is older', TIMEOUT, async () => {
    rig = await startRig({}, { snapshots: true });
    const sender = await seedSender(rig.log, 'slow');
    const first = messageOf(sender, numberOf(100));
    await sendOne(rig.client(sender), first);
    const redis = redisOf(rig.redis);
    const saved = join(rig.redis.dir, 'dump.rdb');
    // Refused while one of Redis' own is under way.
    await vi.waitFor(() => redis.save(), { timeout: 10_000 });
    const old = join(rig.redis.dir, 'old.rdb');
    copyFileSync(saved, old);
    expect(existsSync(old)).toBe(true);

    const atWork = await senderAtWork();
    const stopped = await optOutLast(atWork);
    const faultAtSeq = await rig.log.lastSeq('0');
    await rig.redis.kill('SIGKILL');
    copyFileSync(old, saved);
    await rig.redis.restart();
    await expectPromisesKept(atWork, stopped, faultAtSeq);
    expect(await sendOne(rig.client(sender), first)).toMatchObject({ repeatedKey: true });
  });

  it('is replaced by a replica that had stopped to follow', TIMEOUT, async () => {
    const replica = await startRedis();
    ends.push(() => replica.stop());
    const place = await startSwitch(0);
    ends.push(() => place.stop());
    const master = await startRedis();
    ends.push(() => master.stop());
    place.leadTo(master.port);
    rig = await startRig({}, { redisUrl: place.url });
    const follower = redisOf(replica);
    await redisOf(master).config('SET', 'repl-diskless-sync-delay', '0');
    await follower.replicaof(LOOPBACK, master.port);
    const sender = await senderAtWork();
    await waitFor(async () => expect(await follower.dbsize()).toBeGreaterThan(0));
    await follower.replicaof('NO', 'ONE');
    const stopped = await optOutLast(sender);
    await untilReleased(sender, 15);
    const faultAtSeq = await rig.log.lastSeq('0');
    place.leadTo(replica.port);
    await expectPromisesKept(sender, stopped, faultAtSeq);
  });
});

describe('when the clock of Redis is stepped', () => {
  /** Redis's own time, moved by what a test has set. */
  const MOVED = {
    now:
      "local function clock_us() local t = redis.call('TIME'); " +
      "return tonumber(t[1]) * 1000000 + tonumber(t[2]) + (tonumber(redis.call('GET', 'test:step')) or 0) end",
  };
  const behind = async (address: string): Promise<number> => {
    const text = await (await fetch(`http://${address}/metrics`)).text();
    return Number(/^hustings_governor_clock_behind_seconds\S* (\S+)$/m.exec(text)?.[1]);
  };

  it('forward, limits hold by that clock and nothing is doubled', TIMEOUT, async () => {
    rig = await startRig({ luaIncludes: MOVED });
    const sender = await senderAtWork();
    await redisOf(rig.redis).set('test:step', 3_600_000_000);
    await expectReleased(rig, sender, { count: MESSAGES, ...LIMIT });
  });

  it(
    'back, the gate waits, says so, and goes on when the clock has caught up',
    TIMEOUT,
    async () => {
      const metricsAddress = `${LOOPBACK}:${await findFreePort()}`;
      rig = await startRig({ luaIncludes: MOVED }, { metricsAddress });
      const sender = await senderAtWork();
      const redis = redisOf(rig.redis);
      await redis.set('test:step', -3_600_000_000);
      await waitFor(async () => expect(await behind(metricsAddress)).toBeGreaterThan(3_500));
      const released = (await releasesOf(rig, sender)).length;
      expect(released).toBeLessThan(MESSAGES);
      await redis.set('test:step', 0);
      await waitFor(async () => expect(await behind(metricsAddress)).toBe(0));
      await expectReleased(rig, sender, { count: MESSAGES, ...LIMIT });
    },
  );
});
