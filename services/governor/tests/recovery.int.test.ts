import { Outcome } from '@hustings/contracts/governor';
import { gateOf } from '@hustings/kernel';
import { jetstream } from '@nats-io/jetstream';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redisAnchorStore } from '../src/adapters/redis-anchor-store.ts';
import {
  framesOf,
  IMMEDIATE,
  recordedGroups,
  releasedOf,
  sendOne,
  waitFor,
} from './support/ask.ts';
import { optOut, seedSender } from './support/facts.ts';
import { messageOf, numberOf, type Rig, startRig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

describe('Redis is disposable', () => {
  it('comes back empty: queued messages go out once, keys and opt-outs hold', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const client = rig.client(sender);
    const messages = Array.from({ length: 20 }, (_, index) => messageOf(sender, numberOf(index)));
    for await (const { results } of client.sendStream(framesOf([messages]))) {
      expect(results).toHaveLength(20);
    }
    const stopped = rig.vault.organisationPseudonym(sender.organisationId, numberOf(19));
    await optOut(rig.log, sender, stopped);
    await rig.redis.kill('SIGKILL');
    await rig.redis.restart({ wipe: true });
    const again = await sendOne(client, messages[3] ?? messageOf(sender, numberOf(3)));
    expect(again.repeatedKey).toBe(true);
    const released = await releasedOf(rig, sender.senderId, 19);
    expect(new Set(released.map(({ messageId }) => messageId)).size).toBe(19);
    expect(released.some(({ recipient }) => recipient === stopped)).toBe(false);
  });

  it('and so is the governor: another one goes on where the first stopped', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const messages = Array.from({ length: 12 }, (_, index) => messageOf(sender, numberOf(index)));
    for await (const { results } of rig.client(sender).sendStream(framesOf([messages]))) {
      expect(results.map(({ outcome }) => outcome)).toEqual(Array(12).fill(Outcome.OUTCOME_QUEUED));
    }
    await rig.restart();
    const released = await releasedOf(rig, sender.senderId, 12);
    expect(new Set(released.map(({ messageId }) => messageId)).size).toBe(12);
  });

  it('numbers decisions without a gap and calls rising', async () => {
    const byGate = new Map<string, { number: bigint; call: bigint }>();
    for (const { subject, recorded } of await recordedGroups(rig)) {
      const last = byGate.get(subject) ?? { number: 0n, call: 0n };
      expect(recorded.call).toBeGreaterThan(last.call);
      for (const { number } of recorded.decisions) {
        expect(number).toBe(last.number + 1n);
        last.number = number;
      }
      byGate.set(subject, { number: last.number, call: recorded.call });
    }
    expect(byGate.size).toBeGreaterThan(0);
  });
});

describe('the log behind the governor', () => {
  it('must be the one that it read before: another one stops it at the start', async () => {
    const other = await startRig();
    const sender = await seedSender(other.log, 'fast');
    await sendOne(other.client(sender), messageOf(sender, numberOf(1), IMMEDIATE));
    const redis = new Redis(other.redis.url);
    const anchors = redisAnchorStore(redis);
    await waitFor(async () => expect(await anchors.load('0')).not.toBeNull());
    await anchors.save('0', {
      ...(await other.log.anchorAt('0', 3)),
      leafHash: '00'.repeat(32),
    });
    await expect(other.restart()).rejects.toThrow(/other bytes/);
    redis.disconnect();
    await other.stop();
  });
});

describe('what cannot be read in the log', () => {
  const PLACES = ['hustings.evt.0.registry.sender.junk', 'hustings.evt.0.gate.'] as const;
  it.each(PLACES)('at %s is passed over: the gate decides on', async (place) => {
    const sender = await seedSender(rig.log, 'fast');
    const gate = gateOf(sender.organisationId, rig.log.layout);
    const subject = place.endsWith('gate.') ? `${place}${gate}` : place;
    await jetstream(rig.nc).publish(subject, Buffer.from([0xff, 0xff, 0xff, 0x07, 0x01]));
    const result = await sendOne(rig.client(sender), messageOf(sender, numberOf(1), IMMEDIATE));
    expect(result.outcome).toBe(Outcome.OUTCOME_RELEASED);
    await rig.restart();
    const again = await sendOne(rig.client(sender), messageOf(sender, numberOf(2), IMMEDIATE));
    expect(again.outcome).toBe(Outcome.OUTCOME_RELEASED);
  });
});
