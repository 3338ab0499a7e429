import { Outcome } from '@hustings/contracts/governor';
import { LimitProfileChanged } from '@hustings/contracts/registry';
import { gateOf } from '@hustings/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisions, framesOf, waitFor } from './support/ask.ts';
import { appendFacts, type SeededSender, seedSender } from './support/facts.ts';
import { handedOff } from './support/hand-offs.ts';
import { fullestWindow, releasesOf } from './support/outside.ts';
import { messageOf, numberOf, POLICY, type Rig, startRig } from './support/rig.ts';

const SECOND_US = 1_000_000;

let rig: Rig;
beforeAll(async () => {
  const [per] = POLICY.limits.profiles.slow?.sender ?? [];
  if (per?.shape !== 'window') throw new Error('the slow profile has a window');
  POLICY.limits.profiles.slower = {
    meaning: 'two a second',
    sender: [{ ...per, max: 2 }],
    organisation: [],
  };
  rig = await startRig();
});
afterAll(() => rig.stop());

/** What the registry records when staff give a sender another profile. */
async function change({ organisationId, senderId }: SeededSender, limitProfile: string) {
  const changed = LimitProfileChanged.fromPartial({
    ...{ organisationId, senderId, limitProfile },
    changedAtUs: BigInt(Date.now()) * 1_000n,
  });
  const data = LimitProfileChanged.encode(changed).finish();
  const events = [{ eventType: 'registry.LimitProfileChanged.v1', data }];
  const gates = [gateOf(organisationId, rig.log.layout)];
  await appendFacts(rig.log, organisationId, { events, gates });
}

async function queue(sender: SeededSender, count: number): Promise<void> {
  const messages = Array.from({ length: count }, (_, at) => messageOf(sender, numberOf(at)));
  for await (const { results } of rig.client(sender).sendStream(framesOf([messages]))) {
    expect(results.every(({ outcome }) => outcome === Outcome.OUTCOME_QUEUED)).toBe(true);
  }
}

describe('another limit profile', () => {
  it('without limits lets go at once what is queued, and is shown where limits are explained', async () => {
    const sender = await seedSender(rig.log, 'slow');
    await queue(sender, 200);
    await waitFor(async () => expect((await releasesOf(rig, sender)).length).toBeGreaterThan(0));
    await change(sender, 'fast');
    // At five a second this takes forty seconds.
    await handedOff(rig, sender, 200);
    const { senders } = await rig.client(sender).explainLimits({});
    expect(senders).toMatchObject([{ senderId: sender.senderId, profile: 'fast' }]);
  });

  it('that allows less holds from then on, also over a restart and over a rebuild', async () => {
    const sender = await seedSender(rig.log, 'slow');
    await queue(sender, 30);
    await waitFor(async () => expect((await releasesOf(rig, sender)).length).toBeGreaterThan(4));
    await change(sender, 'slower');
    const seq = await rig.log.lastSeq('0');
    await waitFor(async () => {
      const later = (await releasesOf(rig, sender)).filter((one) => one.seq > seq);
      expect(later.length).toBeGreaterThanOrEqual(4);
    });
    await rig.redis.kill('SIGKILL');
    await rig.redis.restart({ wipe: true });
    await rig.restart();
    await waitFor(async () => {
      const later = (await releasesOf(rig, sender)).filter((one) => one.seq > seq);
      expect(later.length).toBeGreaterThanOrEqual(8);
    });
    const all = await releasesOf(rig, sender);
    const slow = all.filter((one) => one.seq > seq);
    expect(fullestWindow(slow, SECOND_US)).toBeLessThanOrEqual(2);
    // Nowhere more than the higher of the two, and the first under the new one counts those before it.
    expect(fullestWindow(all, SECOND_US)).toBeLessThanOrEqual(5);
    const first = slow[0]?.atUs ?? 0;
    const before = all.filter(({ atUs }) => atUs > first - SECOND_US && atUs < first);
    expect(before.length).toBeLessThan(2);
    const known = (await decisions(rig)).filter(({ senderId }) => senderId === sender.senderId);
    expect(new Set(known.map(({ outcome }) => outcome))).toEqual(
      new Set([Outcome.OUTCOME_QUEUED, Outcome.OUTCOME_RELEASED]),
    );
  });
});
