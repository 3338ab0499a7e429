import { Outcome, Reason } from '@hustings/contracts/governor';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { framesOf, IMMEDIATE, sendOne } from './support/ask.ts';
import { addCampaign, type SeededSender } from './support/facts.ts';
import { startLateRig } from './support/late-rig.ts';
import { messageOf, numberOf, type Rig } from './support/rig.ts';

let rig: Rig;
let sender: SeededSender;
beforeAll(async () => {
  ({ rig, sender } = await startLateRig());
});
afterAll(() => rig.stop());

type Client = ReturnType<Rig['client']>;

it.each<[string, (client: Client, campaignId: string) => Promise<unknown>]>([
  ['paused', (client, campaignId) => client.pauseLane({ lane: { campaignId } })],
  ['weighed', (client, campaignId) => client.setCampaignWeight({ campaignId, weight: 2 })],
  ['cancelled', (client, campaignId) => client.cancelMessages({ filter: { campaignId } })],
  [
    'estimated',
    (client, campaignId) =>
      client.estimateCompletion({ senderId: sender.senderId, campaignId, messages: 1n }),
  ],
  [
    'watched',
    async (client, campaignId) => {
      for await (const update of client.watchCampaign({ campaignId })) return update;
      return undefined;
    },
  ],
])('a campaign that was made a moment ago can be %s', async (_, order) => {
  const campaignId = await addCampaign(rig.log, sender);
  await expect(order(rig.client(sender), campaignId)).resolves.toBeDefined();
});

it.each(['call', 'stream'])(
  'a campaign that was made a moment ago can be written for, by %s',
  async (form) => {
    const campaignId = await addCampaign(rig.log, sender);
    const client = rig.client(sender);
    const message = messageOf({ ...sender, campaignId }, numberOf(1), IMMEDIATE);
    if (form === 'call') {
      expect(await sendOne(client, message)).toMatchObject({ outcome: Outcome.OUTCOME_RELEASED });
      return;
    }
    for await (const { results } of client.sendStream(framesOf([[message]]))) {
      expect(results).toMatchObject([{ outcome: Outcome.OUTCOME_RELEASED }]);
    }
  },
);

it('a campaign that does not exist is refused, for a message as for an order', async () => {
  const client = rig.client(sender);
  const message = messageOf({ ...sender, campaignId: 'cmp-none' }, numberOf(1));
  expect(await sendOne(client, message)).toMatchObject({
    outcome: Outcome.OUTCOME_REFUSED,
    reason: Reason.REASON_CAMPAIGN_UNKNOWN,
  });
  await expect(client.pauseLane({ lane: { campaignId: 'cmp-none' } })).rejects.toMatchObject({
    reason: 'CAMPAIGN_UNKNOWN',
  });
});
