import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Served, serve, TestGovernor } from './support/governor.ts';
import { run } from './support/run.ts';

let governor: TestGovernor;
let served: Served;

beforeEach(async () => {
  governor = new TestGovernor();
  served = await serve(governor);
});
afterEach(() => served.stop());

function hustings(...args: string[]) {
  const env = { HUSTINGS_TOKEN: 'crd-1.secret', HUSTINGS_GOVERNOR_ADDRESS: served.address };
  return run(args, { env });
}

describe('an owner', () => {
  test.each([
    {
      args: ['campaign', 'pause', 'cmp-1'],
      order: { pause: { campaignId: 'cmp-1', senderId: '' } },
      says: 'cmp-1 is paused',
    },
    {
      args: ['campaign', 'resume', 'cmp-1'],
      order: { resume: { campaignId: 'cmp-1', senderId: '' } },
      says: 'cmp-1 was not paused',
    },
    {
      args: ['sender', 'pause', 'snd-1'],
      order: { pause: { campaignId: '', senderId: 'snd-1' } },
      says: 'snd-1 is paused',
    },
    {
      args: ['campaign', 'weight', 'cmp-1', '3'],
      order: { campaignId: 'cmp-1', weight: 3 },
      says: 'cmp-1 has weight 3',
    },
  ])('says $args', async ({ args, order, says }) => {
    const ran = await hustings(...args);
    expect(ran).toMatchObject({ exitCode: 0, out: `${says}\n` });
    expect(governor.orders).toMatchObject([order]);
  });

  test.each([['0'], ['101'], ['1.5'], ['many']])('cannot weigh a campaign %s', async (weight) => {
    const ran = await hustings('campaign', 'weight', 'cmp-1', weight);
    expect(ran).toMatchObject({ exitCode: 2, err: expect.stringContaining('1 to 100') });
    expect(governor.orders).toEqual([]);
  });
});

describe('a cancellation', () => {
  const filter = { campaignId: 'cmp-1', senderId: '', messageIds: [] };

  test('only counts unless it is told to do it', async () => {
    const ran = await hustings('campaign', 'cancel', 'cmp-1');
    expect(governor.orders).toMatchObject([{ cancel: filter, dryRun: true }]);
    expect(ran.out).toMatch(/would be cancelled +12/);
    expect(ran.err).toMatch(/Nothing was changed/);
  });

  test('is done with --yes and followed to its end', async () => {
    const ran = await hustings('campaign', 'cancel', 'cmp-1', '--yes', '--json');
    expect(governor.orders).toMatchObject([
      { cancel: filter, dryRun: false },
      { askedFor: 'can-1' },
    ]);
    expect(JSON.parse(ran.out)).toMatchObject({
      cancellation: { orderId: 'can-1', cancelled: '12' },
    });
  });

  test('takes a number, messages and a time', async () => {
    const only = ['--sender', 'snd-1', '--message', 'm-1', 'm-2'];
    const ran = await hustings(
      'campaign',
      'cancel',
      'cmp-1',
      ...only,
      '--before',
      '2027-05-20T08:00:00Z',
    );
    expect(ran.exitCode).toBe(0);
    const queuedBefore = { seconds: 1_810_800_000n };
    const cancel = { senderId: 'snd-1', messageIds: ['m-1', 'm-2'], queuedBefore };
    expect(governor.orders).toMatchObject([{ cancel }]);
  });
});
