import { Outcome, Reason } from '@hustings/contracts/governor';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decisions, framesOf, IMMEDIATE, releasedOf, sendOne, waitFor } from './support/ask.ts';
import { addCampaign, optOut, type SeededSender, seedSender } from './support/facts.ts';
import { handedOff, takeUp } from './support/hand-offs.ts';
import { messageOf, numberOf, type Rig, startRig } from './support/rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

const FRAME = 200;

/** Queues messages of a campaign; answers with their ids. */
async function queue(sender: SeededSender, count: number, from = 0): Promise<string[]> {
  const messages = Array.from({ length: count }, (_, index) =>
    messageOf(sender, numberOf(from + index)),
  );
  const frames = Array.from({ length: Math.ceil(count / FRAME) }, (_, at) =>
    messages.slice(at * FRAME, (at + 1) * FRAME),
  );
  const idOf = new Map<string, string>();
  for await (const { results } of rig.client(sender).sendStream(framesOf(frames))) {
    expect(results.every(({ outcome }) => outcome === Outcome.OUTCOME_QUEUED)).toBe(true);
    for (const { idempotencyKey, messageId } of results) idOf.set(idempotencyKey, messageId);
  }
  return messages.map(({ idempotencyKey }) => idOf.get(idempotencyKey) ?? '');
}

async function outcomesOf(campaignId: string, outcome: Outcome) {
  const all = await decisions(rig);
  return all.filter((one) => one.campaignId === campaignId && one.outcome === outcome);
}

describe('two campaigns of one number', () => {
  it('share it by their weights, however many messages the first has queued', async () => {
    const big = await seedSender(rig.log, 'slow');
    const small = { ...big, campaignId: await addCampaign(rig.log, big) };
    const client = rig.client(big);
    await client.setCampaignWeight({ campaignId: small.campaignId, weight: 2 });
    await queue(big, 200);
    await queue(small, 6, 500);
    await waitFor(async () => {
      expect(await outcomesOf(small.campaignId, Outcome.OUTCOME_RELEASED)).toHaveLength(6);
    });
    const all = (await decisions(rig)).filter(
      ({ senderId, outcome }) => senderId === big.senderId && outcome === Outcome.OUTCOME_RELEASED,
    );
    const first = all.findIndex(({ campaignId }) => campaignId === small.campaignId);
    const last = all.findLastIndex(({ campaignId }) => campaignId === small.campaignId);
    const between = all.slice(first, last + 1);
    // Two of the small one for one of the big one; a group that was already out may stand between.
    expect(between.length).toBeLessThanOrEqual(6 + 6);
    await client.cancelMessages({ filter: { campaignId: big.campaignId } });
  });
});

describe('a paused campaign', () => {
  it('releases nothing, takes what is queued, holds what must go at once, and goes on', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const { campaignId } = sender;
    const client = rig.client(sender);
    const lane = { campaignId };
    expect((await client.pauseLane({ lane })).changed).toBe(true);
    expect((await client.pauseLane({ lane })).changed).toBe(false);
    await queue(sender, 3);
    const held = await sendOne(client, messageOf(sender, numberOf(9), IMMEDIATE));
    expect(held).toMatchObject({
      outcome: Outcome.OUTCOME_HELD,
      reason: Reason.REASON_CAMPAIGN_PAUSED,
    });
    const progress = await progressWith(sender, 3n);
    expect(progress).toMatchObject({ released: 0n, paused: true, completesAt: undefined });
    expect((await client.resumeLane({ lane })).changed).toBe(true);
    await releasedOf(rig, sender.senderId, 3);
  });

  it('stays paused when Redis is rebuilt from the log', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const { campaignId } = sender;
    await rig.client(sender).pauseLane({ lane: { campaignId } });
    await queue(sender, 5);
    await rig.restart();
    expect(await progressWith(sender, 5n)).toMatchObject({ paused: true });
    expect(await outcomesOf(campaignId, Outcome.OUTCOME_RELEASED)).toEqual([]);
    await rig.client(sender).resumeLane({ lane: { campaignId } });
    await releasedOf(rig, sender.senderId, 5);
  });

  it("is nobody else's to pause, nor a tool's without a grant", async () => {
    const own = await seedSender(rig.log, 'fast');
    const other = await seedSender(rig.log, 'fast', { granted: false });
    const lane = { campaignId: own.campaignId };
    await expect(rig.client(other).pauseLane({ lane })).rejects.toMatchObject({
      reason: 'CAMPAIGN_UNKNOWN',
    });
    await expect(
      rig.client(other).pauseLane({ lane: { senderId: other.senderId } }),
    ).rejects.toMatchObject({ reason: 'TOOL_NOT_GRANTED' });
    await expect(
      rig.client(own).pauseLane({ lane: { senderId: own.senderId, campaignId: own.campaignId } }),
    ).rejects.toMatchObject({ reason: 'LANE_MISSING' });
  });
});

describe('a paused sender', () => {
  it('releases nothing of any campaign', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const second = { ...sender, campaignId: await addCampaign(rig.log, sender) };
    const lane = { senderId: sender.senderId };
    await rig.client(sender).pauseLane({ lane });
    await queue(sender, 2);
    await queue(second, 2, 50);
    const progress = await progressWith(second, 2n);
    expect(progress).toMatchObject({ waits: [{ senderPaused: true }] });
    await rig.client(sender).resumeLane({ lane });
    await releasedOf(rig, sender.senderId, 4);
  });
});

describe('a cancellation', () => {
  it('counts in a dry run and changes nothing', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const { campaignId } = sender;
    const client = rig.client(sender);
    await client.pauseLane({ lane: { campaignId } });
    await queue(sender, 30);
    const { cancellation } = await client.cancelMessages({ filter: { campaignId }, dryRun: true });
    expect(cancellation).toMatchObject({ orderId: '', remaining: 30n, cancelled: 0n });
    expect(await outcomesOf(campaignId, Outcome.OUTCOME_CANCELLED)).toEqual([]);
  });

  it('ends each message with a decision of its own, also of a paused campaign, and touches nothing later', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const { campaignId } = sender;
    const client = rig.client(sender);
    await client.pauseLane({ lane: { campaignId } });
    const ids = await queue(sender, 700);
    const order = { filter: { campaignId }, orderKey: 'stop-1' };
    const { cancellation } = await client.cancelMessages(order);
    const orderId = cancellation?.orderId ?? '';
    const [later] = await queue(sender, 1, 900);
    await waitFor(async () => {
      const found = await client.getCancellation({ orderId });
      expect(found.cancellation).toMatchObject({ cancelled: 700n, remaining: 0n, inFlight: 0n });
    });
    const ended = await outcomesOf(campaignId, Outcome.OUTCOME_CANCELLED);
    expect(new Set(ended.map(({ messageId }) => messageId))).toEqual(new Set(ids));
    expect(ended.every(({ reason }) => reason === Reason.REASON_CANCELLED_BY_OWNER)).toBe(true);
    expect(ended.every(({ ruleId }) => ruleId === orderId)).toBe(true);
    const again = await client.cancelMessages(order);
    expect(again.cancellation).toMatchObject({ orderId, cancelled: 700n });
    const { steps } = await client.getMessage({ messageId: later ?? '' });
    expect(steps.map(({ step }) => step)).toEqual(['QUEUED']);
  });

  it('names single messages and leaves the others', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const lane = { campaignId: sender.campaignId };
    const client = rig.client(sender);
    await client.pauseLane({ lane });
    const ids = await queue(sender, 4);
    const messageIds = ids.slice(1, 3);
    await client.cancelMessages({ filter: { messageIds } });
    await client.resumeLane({ lane });
    const released = await releasedOf(rig, sender.senderId, 2);
    expect(released.map(({ messageId }) => messageId)).toEqual([ids[0], ids[3]]);
  });

  it('refuses an empty filter, a foreign campaign and a key that was used for something else', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const other = await seedSender(rig.log, 'fast');
    const client = rig.client(sender);
    const cancel = (campaignId: string, senderId: string) =>
      client.cancelMessages({ filter: { campaignId, senderId }, orderKey: 'k' });
    await expect(cancel('', '')).rejects.toMatchObject({ reason: 'FILTER_EMPTY' });
    await expect(cancel(other.campaignId, '')).rejects.toMatchObject({
      reason: 'CAMPAIGN_UNKNOWN',
    });
    await cancel(sender.campaignId, '');
    await expect(cancel('', sender.senderId)).rejects.toMatchObject({ reason: 'ORDER_KEY_USED' });
  });
});

describe('an opt-out', () => {
  it("cancels the recipient's messages at once, wherever they stand, and nobody else's", async () => {
    const sender = await seedSender(rig.log, 'slow');
    const { campaignId, organisationId } = sender;
    await rig.client(sender).pauseLane({ lane: { campaignId } });
    const ids = await queue(sender, 300);
    const stopped = rig.vault.organisationPseudonym(organisationId, numberOf(250));
    await optOut(rig.log, sender, stopped);
    const ended = await waitFor(async () => {
      const found = await outcomesOf(campaignId, Outcome.OUTCOME_CANCELLED);
      expect(found).toHaveLength(1);
      return found;
    });
    expect(ended[0]).toMatchObject({
      messageId: ids[250],
      reason: Reason.REASON_OPTED_OUT_ORGANISATION,
    });
  });

  it('that came while no governor ran cancels at the next start', async () => {
    const sender = await seedSender(rig.log, 'slow');
    const { campaignId, organisationId } = sender;
    await rig.client(sender).pauseLane({ lane: { campaignId } });
    const ids = await queue(sender, 300);
    await rig.halt();
    const stopped = rig.vault.organisationPseudonym(organisationId, numberOf(280));
    await optOut(rig.log, sender, stopped);
    await rig.restart();
    await waitFor(async () => {
      const found = await outcomesOf(campaignId, Outcome.OUTCOME_CANCELLED);
      expect(found.map(({ messageId }) => messageId)).toEqual([ids[280]]);
    });
  });
});

describe('a sender whose hand-offs are behind', () => {
  it('has a window of releases out, also after a restart, and goes on as they are taken up, each once', async () => {
    const sender = await seedSender(rig.log, 'fast');
    await queue(sender, 200);
    const waits = [{ senderId: sender.senderId, ruleId: 'hand-offs-behind' }];
    const isHeld = async () =>
      expect(await progressWith(sender, 136n)).toMatchObject({ released: 64n, waits });
    await waitFor(isHeld);
    await rig.restart();
    await waitFor(isHeld);
    await takeUp(rig, await releasedOf(rig, sender.senderId, 64));
    // By time alone the window opens after ten seconds.
    const goesOn = async () =>
      expect(await outcomesOf(sender.campaignId, Outcome.OUTCOME_RELEASED)).toHaveLength(128);
    await vi.waitFor(goesOn, { timeout: 5_000, interval: 50 });
    const released = await handedOff(rig, sender, 200);
    expect(new Set(released.map(({ messageId }) => messageId)).size).toBe(200);
    expect(released.every(({ releaseAttempt }) => releaseAttempt === 1)).toBe(true);
  });
});

function progressWith(sender: SeededSender, queued: bigint) {
  const { campaignId } = sender;
  return waitFor(async () => {
    for await (const progress of rig.client(sender).watchCampaign({ campaignId })) {
      expect(progress.queued).toBe(queued);
      return progress;
    }
    throw new Error('the stream ended without progress');
  });
}
