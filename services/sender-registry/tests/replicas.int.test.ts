import { Channel } from '@hustings/contracts/registry';
import { organisationPartitions } from '@hustings/event-log';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStores } from '../src/app/stores.ts';
import { RegistryFixture, waitUntil } from './support.ts';

const ROUNDS = 20;

let fixture: RegistryFixture;

beforeAll(async () => {
  fixture = await RegistryFixture.start({ replicas: 2 });
});

afterAll(async () => {
  await fixture.stop();
});

it('of two organisations that race for a number through two replicas exactly one wins', async () => {
  const [one, two] = await Promise.all([
    fixture.newOrganisation('Puente'),
    fixture.newOrganisation('Ribera'),
  ]);
  const clients = [fixture.as(one.adminToken, 0), fixture.as(two.adminToken, 1)];
  await waitUntil(async () => (await clients[1]?.listSenders({}))?.senders.length === 0);
  for (let round = 0; round < ROUNDS; round++) {
    const address = `+34${600_002_000 + round}`;
    const results = await Promise.allSettled(
      clients.map((client) => client.registerSender(numbered(address))),
    );
    const won = results.filter((result) => result.status === 'fulfilled');
    const lost = results.filter((result) => result.status === 'rejected');
    expect(won).toHaveLength(1);
    expect(lost[0]?.reason).toMatchObject({ reason: 'ADDRESS_TAKEN' });
  }
});

it('a code that is tried at once through both replicas never gets more than five guesses', async () => {
  const { adminToken } = await fixture.newOrganisation('Puente');
  const clients = [fixture.as(adminToken, 0), fixture.as(adminToken, 1)];
  await waitUntil(async () => (await clients[1]?.listSenders({}))?.senders.length === 0);
  const registered = await clients[0]?.registerSender(numbered('+34600003000'));
  const senderId = registered?.sender?.senderId ?? '';
  const guess = fixture.inbox.codeOf(senderId) === '999999' ? '999998' : '999999';
  const tries = Array.from({ length: 10 }, () =>
    clients.map((client) => client.verifySender({ senderId, code: guess })),
  );
  const reasons = (await Promise.allSettled(tries.flat())).map((result) =>
    result.status === 'rejected' ? result.reason.reason : 'VERIFIED',
  );
  expect(reasons.filter((reason) => reason === 'CODE_WRONG')).toHaveLength(5);
  expect(reasons.filter((reason) => reason === 'CODE_USED_UP')).toHaveLength(15);
});

it('what one replica records the other one lists', async () => {
  const { adminToken } = await fixture.newOrganisation('Puente');
  const [first, second] = [fixture.as(adminToken, 0), fixture.as(adminToken, 1)];
  await first.createCampaign({ name: 'Segunda vuelta' });
  await waitUntil(async () => (await second.listCampaigns({})).campaigns.length === 1);
  expect((await second.listCampaigns({})).campaigns[0]?.name).toBe('Segunda vuelta');
});

it('every snapshot in the log is what its events fold to', async () => {
  const { admin } = await fixture.newOrganisation('Puente');
  await admin.createCampaign({ name: 'Segunda vuelta' });
  const stores = Object.values(openStores(fixture.log));
  const partitions = organisationPartitions(fixture.log.layout);
  const { signal } = new AbortController();
  for (const partition of partitions) {
    const faults = await Promise.all(stores.map((each) => each.verifySnapshots(partition, signal)));
    expect(faults.flat()).toEqual([]);
  }
});

function numbered(address: string) {
  return { channel: Channel.CHANNEL_WHATSAPP, address, limitProfile: 'whatsapp-20' };
}
