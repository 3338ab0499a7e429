import { InboundKind, InboundReceived } from '@hustings/contracts/dispatch';
import { Outcome } from '@hustings/contracts/governor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisions, framesOf, waitFor } from './support/ask.ts';
import { activatePolicy, appendFacts, type SeededSender, seedSender } from './support/facts.ts';
import { messageOf, numberOf, POLICY, type Rig, startRig } from './support/rig.ts';

const DAY_MS = 86_400_000;
/** More people than a look at a lane shows. */
const PEOPLE = 60;
const common = { onUnknownPast: 'empty', shadow: false, meaning: 'test', source: 'test' } as const;
const ONCE = {
  ...common,
  id: 'once-without-reply',
  shape: 'unanswered',
  max: 1,
  perMs: DAY_MS,
  cost: 'messages',
} as const;
const FEW = {
  ...common,
  id: 'ten-people-a-day',
  shape: 'uniques',
  max: 10,
  perMs: DAY_MS,
  guardMs: 0,
  cost: 'messages',
} as const;
const PROFILES = {
  ...POLICY.limits.profiles,
  once: { meaning: 'test', sender: [ONCE], organisation: [] },
  few: { meaning: 'test', sender: [], organisation: [FEW] },
};

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
  await activatePolicy(rig.log, { ...POLICY, limits: { ...POLICY.limits, profiles: PROFILES } });
});
afterAll(() => rig.stop());

/** Queues messages for people, one after the other; answers with the pseudonym of each person. */
async function queue(sender: SeededSender, people: readonly number[]): Promise<string[]> {
  const messages = people.map((person) => messageOf(sender, numberOf(person)));
  const ids: string[] = [];
  for await (const { results } of rig.client(sender).sendStream(framesOf([messages]))) {
    expect(results.every(({ outcome }) => outcome === Outcome.OUTCOME_QUEUED)).toBe(true);
    ids.push(...results.map(({ messageId }) => messageId));
  }
  const byId = new Map((await decisions(rig)).map((one) => [one.messageId, one.recipient]));
  return ids.map((id) => byId.get(id) ?? '');
}

async function reply(sender: SeededSender, recipient: string): Promise<void> {
  const { organisationId, senderId } = sender;
  const inbound = InboundReceived.fromPartial({
    ...{ organisationId, senderId, recipient, wasContacted: true },
    kind: InboundKind.INBOUND_KIND_REPLY,
    atUs: BigInt(Date.now()) * 1_000n,
  });
  const data = InboundReceived.encode(inbound).finish();
  const events = [{ eventType: 'dispatch.InboundReceived.v1', data }];
  await appendFacts(rig.log, organisationId, { events });
}

async function releasedTo({ senderId }: SeededSender): Promise<string[]> {
  return (await decisions(rig))
    .filter((one) => one.senderId === senderId && one.outcome === Outcome.OUTCOME_RELEASED)
    .map(({ recipient }) => recipient);
}

const everybody = Array.from({ length: PEOPLE }, (_, person) => person);

describe('a reply', () => {
  it('lets the next message to that person go at once, however deep it stands and however long the others wait', async () => {
    const sender = await seedSender(rig.log, 'once');
    const people = await queue(sender, everybody);
    await waitFor(async () => expect(await releasedTo(sender)).toHaveLength(PEOPLE));
    await queue(sender, everybody);
    const last = people.at(-1) ?? '';
    await reply(sender, last);
    await waitFor(async () => {
      expect((await releasedTo(sender)).slice(PEOPLE)).toEqual([last]);
    });
    // The count begins anew: one message more, and it waits for a reply again.
    await queue(sender, [PEOPLE - 1, PEOPLE - 1]);
    await reply(sender, people[0] ?? '');
    await waitFor(async () => {
      expect((await releasedTo(sender)).slice(PEOPLE)).toEqual([last, people[0]]);
    });
    await reply(sender, last);
    await waitFor(async () => {
      expect((await releasedTo(sender)).slice(PEOPLE)).toEqual([last, people[0], last]);
    });
  });

  it('opens a conversation, which no limit of different people holds', async () => {
    const sender = await seedSender(rig.log, 'few');
    const people = await queue(sender, everybody);
    await waitFor(async () => expect(await releasedTo(sender)).toHaveLength(FEW.max));
    const waiting = people.at(-1) ?? '';
    await reply(sender, waiting);
    await waitFor(async () => {
      expect((await releasedTo(sender)).slice(FEW.max)).toEqual([waiting]);
    });
  });
});
