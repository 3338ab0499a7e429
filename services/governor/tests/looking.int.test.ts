import { createHash } from 'node:crypto';
import { Outcome, Reason, Remedy } from '@hustings/contracts/governor';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { present } from '@hustings/kernel';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IMMEDIATE, releasedOf, sendOne, waitFor } from './support/ask.ts';
import { optOut, type SeededSender, seedSender } from './support/facts.ts';
import { messageOf, numberOf, type Rig, startRig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

async function simulateOne(sender: SeededSender, message: ReturnType<typeof messageOf>) {
  const { results } = await rig.client(sender).simulate({ messages: [message] });
  return present(results[0], 'one answer for one message');
}

/** Whether a governor knows a sender at all shows in its answers: it reads the log. */
async function known(sender: SeededSender): Promise<SeededSender> {
  await waitFor(() => rig.client(sender).estimateCompletion({ ...sender, messages: 0n }));
  return sender;
}

async function contentOf({ redis: { url } }: Rig): Promise<string> {
  const redis = new Redis(url);
  const digest = createHash('sha256');
  for (const key of (await redis.keys('*')).sort()) {
    digest.update(key).update((await redis.dumpBuffer(key)) ?? Buffer.alloc(0));
  }
  redis.disconnect();
  return digest.digest('hex');
}

describe('a simulation', () => {
  it('gives the verdict of the send that follows, for whatever stands in the way', async () => {
    const sender = await known(await seedSender(rig.log, 'slow'));
    const forbidden = { ...IMMEDIATE, text: 'forbidden' };
    const stopped = rig.vault.organisationPseudonym(sender.organisationId, numberOf(9));
    await optOut(rig.log, sender, stopped);
    const cases = [
      { message: messageOf(sender, numberOf(1), IMMEDIATE), remedy: Remedy.REMEDY_UNSPECIFIED },
      { message: messageOf(sender, numberOf(2)), remedy: Remedy.REMEDY_UNSPECIFIED },
      { message: messageOf(sender, numberOf(3), forbidden), remedy: Remedy.REMEDY_CHANGE_MESSAGE },
      { message: messageOf(sender, numberOf(9)), remedy: Remedy.REMEDY_RECIPIENT_DECIDES },
      { message: messageOf(sender, 'nobody'), remedy: Remedy.REMEDY_CHANGE_MESSAGE },
      {
        message: messageOf(sender, numberOf(4), { text: 'undecided' }),
        remedy: Remedy.REMEDY_WAIT,
      },
      {
        message: messageOf({ ...sender, campaignId: 'cmp-none' }, numberOf(5)),
        remedy: Remedy.REMEDY_USE_ANOTHER,
      },
    ];
    await waitFor(async () =>
      expect(await simulateOne(sender, present(cases[3], 'a case').message)).toMatchObject({
        reason: Reason.REASON_OPTED_OUT_ORGANISATION,
      }),
    );
    for (const { message, remedy } of cases) {
      const simulated = await simulateOne(sender, message);
      const { outcome, reason, ruleId } = await sendOne(rig.client(sender), message);
      expect(simulated).toMatchObject({ outcome, reason, ruleId, remedy });
      expect(simulated.remedyText === '').toBe(remedy === Remedy.REMEDY_UNSPECIFIED);
    }
  });

  it('says that a key was accepted before, and of a full limit when it is free again', async () => {
    const sender = await known(await seedSender(rig.log, 'slow'));
    const first = messageOf(sender, numberOf(1), IMMEDIATE);
    await sendOne(rig.client(sender), first);
    // Redis gets the effects of a decision just after its answer.
    await waitFor(async () =>
      expect(await simulateOne(sender, first)).toMatchObject({ repeatedKey: true }),
    );
    const six = Array.from({ length: 6 }, (_, index) =>
      messageOf(sender, numberOf(10 + index), IMMEDIATE),
    );
    const { results, levels } = await rig.client(sender).simulate({ messages: six });
    const outcomes = results.map(({ outcome }) => outcome);
    expect(
      outcomes.filter((outcome) => outcome === Outcome.OUTCOME_RELEASED).length,
    ).toBeGreaterThan(3);
    expect(results[5]).toMatchObject({
      outcome: Outcome.OUTCOME_REFUSED,
      ruleId: 'per-second',
      remedy: Remedy.REMEDY_QUEUE,
    });
    expect(results[5]?.retryAt).toBeDefined();
    expect(levels).toMatchObject([{ limitId: 'per-second', senderId: sender.senderId, max: 5n }]);
  });

  it('names the tool without a grant and who can give it', async () => {
    const sender = await seedSender(rig.log, 'fast', { granted: false });
    const simulated = await waitFor(async () => {
      const one = await simulateOne(sender, messageOf(sender, numberOf(1)));
      expect(one.reason).toBe(Reason.REASON_TOOL_NOT_GRANTED);
      return one;
    });
    expect(simulated).toMatchObject({ remedy: Remedy.REMEDY_GRANT_TOOL });
  });

  it('of nothing, or of too much, is refused', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const messages = Array.from({ length: 257 }, (_, index) => messageOf(sender, numberOf(index)));
    await waitFor(() =>
      expect(rig.client(sender).simulate({ messages })).rejects.toMatchObject({
        reason: 'MESSAGES_COUNT',
      }),
    );
    await expect(rig.client(sender).simulate({ messages: [] })).rejects.toMatchObject({
      reason: 'MESSAGES_COUNT',
    });
  });
});

it('a thousand simulations leave neither Redis nor the log changed', {
  timeout: 60_000,
}, async () => {
  // Nobody else's queue moves here. A rebuild, which a slow machine may bring, changes every key: then it is done again.
  const quiet = await startRig();
  try {
    const sender = await seedSender(quiet.log, 'slow');
    const client = quiet.client(sender);
    await waitFor(() => sendOne(client, messageOf(sender, numberOf(1), IMMEDIATE)));
    await waitFor(async () => {
      await client.simulate({ messages: [messageOf(sender, numberOf(2))] });
      const before = [await contentOf(quiet), await quiet.log.lastSeq('0')];
      for (let round = 0; round < 10; round++) {
        const messages = Array.from({ length: 100 }, (_, index) =>
          messageOf(sender, numberOf(round * 100 + index), index % 2 === 0 ? IMMEDIATE : {}),
        );
        expect((await client.simulate({ messages })).results).toHaveLength(100);
      }
      expect([await contentOf(quiet), await quiet.log.lastSeq('0')]).toEqual(before);
    });
    const before = await contentOf(quiet);
    await sendOne(client, messageOf(sender, numberOf(3), IMMEDIATE));
    expect(await contentOf(quiet)).not.toBe(before);
  } finally {
    await quiet.stop();
  }
});

describe('a plan', () => {
  it('counts what was sent just now and what is queued, and names the limit', async () => {
    const sender = await known(await seedSender(rig.log, 'slow'));
    const client = rig.client(sender);
    for (let index = 0; index < 7; index++) {
      await sendOne(client, messageOf(sender, numberOf(index)));
    }
    const plan = await client.planCampaign({ senderId: sender.senderId, messages: 30_000n });
    const from = usFromTimestamp(present(plan.startsAt, 'a plan has a start'));
    const seconds =
      Number(usFromTimestamp(present(plan.completesAt, 'a plan has an end')) - from) / 1e6;
    expect(seconds).toBeGreaterThan(5_999);
    expect(seconds).toBeLessThanOrEqual(6_002);
    expect(plan).toMatchObject({ bindingLimit: 'per-second', profile: 'slow' });
    expect(plan.days.map(({ messages }) => Number(messages))).toEqual([Number(plan.messages)]);
    await releasedOf(rig, sender.senderId, 7);
  });

  it('leaves out people who opted out and numbers that are none', async () => {
    const sender = await known(await seedSender(rig.log, 'slow'));
    const stopped = rig.vault.organisationPseudonym(sender.organisationId, numberOf(1));
    await optOut(rig.log, sender, stopped);
    const recipients = [numberOf(1), numberOf(2), '12', numberOf(3)];
    await waitFor(async () => {
      const plan = await rig
        .client(sender)
        .planCampaign({ senderId: sender.senderId, messages: 4n, recipients });
      expect(plan.messages).toBe(2n);
      expect(plan.never).toMatchObject([
        { ruleId: 'OPTED_OUT', messages: 1n },
        { ruleId: 'INVALID_NUMBER', messages: 1n },
      ]);
    });
  });

  it('begins when it is told to', async () => {
    const sender = await known(await seedSender(rig.log, 'slow'));
    const startAt = { seconds: 4_000_000_000n, nanos: 0 };
    const plan = await rig
      .client(sender)
      .planCampaign({ senderId: sender.senderId, messages: 10n, startAt });
    expect(plan.startsAt).toMatchObject(startAt);
    expect(plan.completesAt?.seconds).toBe(4_000_000_001n);
  });

  const refused: [string, object, string][] = [
    ['for an unknown sender', { senderId: 'snd-none' }, 'SENDER_UNKNOWN'],
    ['of more messages than are planned at once', { messages: 1_000_001n }, 'PLAN_TOO_LARGE'],
  ];
  it.each(refused)('is refused %s', async (_, change, reason) => {
    const sender = await known(await seedSender(rig.log, 'slow'));
    const request = { senderId: sender.senderId, messages: 1n, ...change };
    await expect(rig.client(sender).planCampaign(request)).rejects.toMatchObject({ reason });
  });
});

describe('limits explained', () => {
  it('are those of the senders, with what is left of them', async () => {
    const sender = await known(await seedSender(rig.log, 'slow'));
    const client = rig.client(sender);
    for (let index = 0; index < 3; index++) {
      await sendOne(client, messageOf(sender, numberOf(index), IMMEDIATE));
    }
    const explained = await client.explainLimits({});
    expect(explained.senders).toMatchObject([
      { senderId: sender.senderId, profile: 'slow', meaning: 'five a second', queued: 0n },
    ]);
    const [level] = explained.levels;
    expect(level).toMatchObject({
      limitId: 'per-second',
      shape: 'window',
      max: 5n,
      unit: 'messages',
    });
    expect(Number(level?.left)).toBeLessThan(5);
    await waitFor(async () =>
      expect((await client.explainLimits({})).levels).toMatchObject([{ left: 5n }]),
    );
  });

  it("of another organisation are nobody else's business", async () => {
    const own = await known(await seedSender(rig.log, 'slow'));
    const other = await known(await seedSender(rig.log, 'slow'));
    const asked = rig.client(own).explainLimits({ organisationId: other.organisationId });
    await expect(asked).rejects.toMatchObject({ reason: 'ORGANISATION_UNKNOWN' });
  });
});
