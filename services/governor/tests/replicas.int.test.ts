import { GovernorPeerServiceDefinition, Outcome, Reason } from '@hustings/contracts/governor';
import { openShareStore, passBarrier } from '@hustings/event-log';
import { gateOf } from '@hustings/kernel';
import { createClient, type Running } from '@hustings/service-kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  decisions,
  framesOf,
  IMMEDIATE,
  recordedGroups,
  releasedOf,
  sendOne,
  waitFor,
} from './support/ask.ts';
import { optOut, optOutOfAll, type SeededSender, seedSender } from './support/facts.ts';
import { handedOff } from './support/hand-offs.ts';
import { messageOf, numberOf, type Rig, SERVICE_TOKEN, startRig } from './support/rig.ts';

let rig: Rig;
const extra: Running[] = [];
beforeAll(async () => {
  rig = await startRig();
});
afterEach(async () => {
  for (const governor of extra.splice(0)) await governor.stop();
  await untilShared(1);
});
afterAll(() => rig.stop());

async function another(): Promise<Running> {
  const governor = await rig.another();
  extra.push(governor);
  return governor;
}

/** Gate → member id, as the governors have agreed. */
async function owners(): Promise<Record<string, string>> {
  return (await (await openShareStore(rig.nc)).table()).table;
}

async function ownerAddress(sender: SeededSender): Promise<string> {
  const owner = (await owners())[`0.${gateOf(sender.organisationId, rig.log.layout)}`];
  const members = await (await openShareStore(rig.nc)).members();
  return members.find(({ id }) => id === owner)?.address ?? '';
}

async function untilShared(between: number): Promise<void> {
  await waitFor(async () => {
    const shares = Map.groupBy(Object.values(await owners()), (owner) => owner);
    expect(shares.size).toBe(between);
    for (const share of shares.values()) expect(share.length).toBeLessThanOrEqual(4 / between + 1);
  });
}

/** A sender whose organisation the governor serves. */
async function senderOf(governor: Running, profile = 'fast'): Promise<SeededSender> {
  for (;;) {
    const sender = await seedSender(rig.log, profile);
    if ((await ownerAddress(sender)) === governor.address) return sender;
  }
}

describe('several governors', { timeout: 60_000 }, () => {
  it('share the gates evenly, and each takes messages for all of them', async () => {
    const second = await another();
    const third = await another();
    await untilShared(3);
    for (const owner of [rig.governor, second, third]) {
      const sender = await senderOf(owner);
      for (const asked of [rig.governor, second, third]) {
        const message = messageOf(sender, numberOf(1), IMMEDIATE);
        const first = await sendOne(rig.client(sender, asked), message);
        expect(first).toMatchObject({ outcome: Outcome.OUTCOME_RELEASED, repeatedKey: false });
        const again = await sendOne(rig.client(sender, rig.governor), message);
        expect(again).toMatchObject({ messageId: first.messageId, repeatedKey: true });
      }
    }
  });

  it('take streams for each other, frame by frame', async () => {
    const second = await another();
    await untilShared(2);
    const sender = await senderOf(second);
    const frames = Array.from({ length: 10 }, (_, frame) =>
      Array.from({ length: 20 }, (_, index) => messageOf(sender, numberOf(frame * 20 + index))),
    );
    const ids = new Set<string>();
    for await (const { results } of rig.client(sender).sendStream(framesOf(frames))) {
      for (const { messageId } of results) ids.add(messageId);
    }
    expect(ids.size).toBe(200);
    await handedOff(rig, sender, 200);
  });

  it('hand a call on once and no further', async () => {
    const second = await another();
    await untilShared(2);
    const sender = await senderOf(rig.governor);
    const peer = createClient(GovernorPeerServiceDefinition, {
      address: second.address,
      token: SERVICE_TOKEN,
    });
    const { organisationId, credentialId } = sender;
    const caller = { organisationId, credentialId, intermediaryId: '', roles: [] };
    const asked = peer.decide({ caller, messages: [messageOf(sender, numberOf(1))] });
    await expect(asked).rejects.toMatchObject({ reason: 'NOT_THE_OWNER' });
    await expect(asked).rejects.toHaveProperty('retryAtUs', expect.any(BigInt));
    peer.close();
  });

  it('let nobody but each other speak for an organisation', async () => {
    const sender = await seedSender(rig.log, 'fast');
    const { organisationId, credentialId, token } = sender;
    const { address } = rig.governor;
    const peer = createClient(GovernorPeerServiceDefinition, { address, token });
    const caller = { organisationId, credentialId, intermediaryId: '', roles: [] };
    const asked = peer.decide({ caller, messages: [messageOf(sender, numberOf(1))] });
    await expect(asked).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    peer.close();
  });

  it('tell each other why lanes wait, and nobody else', async () => {
    const sender = await senderOf(rig.governor);
    const { address } = rig.governor;
    const asked = { organisationId: sender.organisationId, lanes: [] as string[] };
    const ask = async (at: string, token: string, question = asked) => {
      const peer = createClient(GovernorPeerServiceDefinition, { address: at, token });
      return peer.askWaits(question).finally(() => peer.close());
    };
    expect(await ask(address, SERVICE_TOKEN)).toMatchObject({ held: [] });
    await expect(ask(address, sender.token)).rejects.toMatchObject({ reason: 'ROLE_MISSING' });
    const many = { ...asked, lanes: Array<string>(1_025).fill('lane') };
    await expect(ask(address, SERVICE_TOKEN, many)).rejects.toMatchObject({
      reason: 'TOO_MANY_LANES',
    });
    const second = await another();
    await untilShared(2);
    const owner = await ownerAddress(sender);
    const other = owner === address ? second.address : address;
    await expect(ask(other, SERVICE_TOKEN)).rejects.toMatchObject({ reason: 'NOT_THE_OWNER' });
  });

  it('tell on every replica what the queue of a campaign waits for', async () => {
    const second = await another();
    await untilShared(2);
    const sender = await senderOf(second);
    // Nobody hands off here: behind so many releases the rest waits.
    const messages = Array.from({ length: 200 }, (_, index) => messageOf(sender, numberOf(index)));
    for await (const { results } of rig.client(sender).sendStream(framesOf([messages]))) {
      expect(results).toHaveLength(messages.length);
    }
    const { campaignId, senderId } = sender;
    for (const asked of [second, rig.governor]) {
      await waitFor(async () => {
        for await (const { waits } of rig.client(sender, asked).watchCampaign({ campaignId })) {
          expect(waits).toMatchObject([{ senderId, ruleId: 'hand-offs-behind' }]);
          break;
        }
      });
    }
  });

  it('answer on every replica about messages that another one took', async () => {
    const second = await another();
    await untilShared(2);
    const sender = await senderOf(second);
    const { messageId } = await sendOne(
      rig.client(sender, second),
      messageOf(sender, numberOf(1), IMMEDIATE),
    );
    await waitFor(async () => {
      const { steps } = await rig.client(sender, rig.governor).getMessage({ messageId });
      expect(steps[0]?.step).toBe('RELEASED');
    });
  });
});

describe('a governor that drains', { timeout: 60_000 }, () => {
  it('hands its lanes over at once: every queued message goes out once', async () => {
    const second = await another();
    await untilShared(2);
    const sender = await senderOf(second, 'slow');
    const messages = Array.from({ length: 20 }, (_, index) => messageOf(sender, numberOf(index)));
    for await (const { results } of rig.client(sender).sendStream(framesOf([messages]))) {
      expect(results).toHaveLength(20);
    }
    await second.stop();
    expect(await ownerAddress(sender)).toBe(rig.governor.address);
    const released = await releasedOf(rig, sender.senderId, 20);
    expect(new Set(released.map(({ messageId }) => messageId)).size).toBe(20);
  });

  it('sends nobody away: calls that wait go to the next owner', async () => {
    const second = await another();
    await untilShared(2);
    const sender = await senderOf(second);
    const client = rig.client(sender);
    let stopping: Promise<void> | null = null;
    const ids = new Set<string>();
    for (let index = 0; index < 60; index++) {
      if (index === 20) stopping = second.stop();
      const sent = Array.from({ length: 4 }, () =>
        sendOne(client, messageOf(sender, numberOf(index), IMMEDIATE)),
      );
      for (const { messageId } of await Promise.all(sent)) ids.add(messageId);
    }
    await stopping;
    expect(ids.size).toBe(240);
    const logged = (await decisions(rig)).filter(({ senderId }) => senderId === sender.senderId);
    expect(new Set(logged.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(240);
    expect(logged).toHaveLength(240);
  });
});

describe('an opt-out that was acknowledged while gates move', () => {
  it('is held by whoever decides next', { timeout: 60_000 }, async () => {
    const sender = await seedSender(rig.log, 'fast');
    const moving = new AbortController();
    const moves = (async () => {
      let count = 0;
      while (!moving.signal.aborted) {
        const governor = await rig.another();
        await untilShared(2);
        await governor.stop();
        count += 1;
      }
      return count;
    })();
    const client = rig.client(sender);
    for (let person = 0; person < 40; person++) {
      const to = numberOf(1_000 + person);
      const before = Array.from({ length: 3 }, () => sendOne(client, messageOf(sender, to)));
      const isOfAll = person % 2 === 0;
      const pseudonym = isOfAll
        ? rig.vault.allPoliticalPseudonym(to)
        : rig.vault.organisationPseudonym(sender.organisationId, to);
      const seq = isOfAll
        ? await optOutOfAll(rig.log, pseudonym)
        : await optOut(rig.log, sender, pseudonym);
      const partition = isOfAll ? 'all' : '0';
      await passBarrier(rig.nc, { services: ['governor'], partition, seq, timeoutMs: 15_000 });
      const acknowledgedAt = await rig.log.lastSeq('0');
      const { reason } = await sendOne(client, messageOf(sender, to));
      expect(reason).toBe(
        isOfAll ? Reason.REASON_OPTED_OUT_ALL_POLITICAL : Reason.REASON_OPTED_OUT_ORGANISATION,
      );
      await Promise.all(before);
      expect(await releasedAfter(sender, to, acknowledgedAt)).toEqual([]);
    }
    moving.abort();
    expect(await moves).toBeGreaterThan(1);
  });
});

/** Releases to a recipient that stand in the log after a sequence. */
async function releasedAfter(sender: SeededSender, to: string, after: number): Promise<string[]> {
  const recipient = rig.vault.organisationPseudonym(sender.organisationId, to);
  const found: string[] = [];
  for (const { seq, recorded } of await recordedGroups(rig, after)) {
    for (const decision of recorded.decisions) {
      const isRelease = decision.outcome === Outcome.OUTCOME_RELEASED;
      if (decision.recipient === recipient && isRelease) found.push(`${decision.messageId}@${seq}`);
    }
  }
  return found;
}
