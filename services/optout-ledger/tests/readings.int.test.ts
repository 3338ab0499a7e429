import { RpcFailure } from '@hustings/service-kit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { READINGS_AT_ONCE } from '../src/rpc/privacy/readings.ts';
import { forgeOrganisation } from './support/forge.ts';
import { freshAddress, LedgerWorld } from './support/ledger-world.ts';

const CALLS = 4 * READINGS_AT_ONCE;

let world: LedgerWorld;
beforeAll(async () => {
  world = await LedgerWorld.create();
  await forgeOrganisation(world.log, 'org-read');
});
afterAll(() => world.close());

const readers: [string, () => Promise<unknown>][] = [
  ['proofs', () => world.privacy().proveNoRelease({ address: freshAddress() })],
  [
    'exports of a person',
    () => Array.fromAsync(world.privacy().exportRecipient({ address: freshAddress() })),
  ],
  [
    'exports of opt-outs',
    () => Array.fromAsync(world.privacy().exportOptOuts({ organisationId: 'org-read' })),
  ],
];

it.each(readers)('bounds %s at a time and says when to come again', async (_, read) => {
  const outcomes = await Promise.allSettled(Array.from({ length: CALLS }, read));
  const refused = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
  expect(refused.length).toBeGreaterThan(0);
  expect(CALLS - refused.length).toBeGreaterThanOrEqual(READINGS_AT_ONCE);
  for (const failure of refused) {
    expect(failure).toBeInstanceOf(RpcFailure);
    expect(failure).toMatchObject({
      reason: 'READINGS_RUNNING',
      retryAtUs: expect.any(BigInt),
      usedUp: [{ subject: 'optout-ledger', description: '4 proofs or exports at a time' }],
    });
  }
  // Places are given back, by those who ended and by nobody else.
  const next = await Promise.allSettled(Array.from({ length: READINGS_AT_ONCE }, read));
  expect(next.map(({ status }) => status)).toEqual(Array(READINGS_AT_ONCE).fill('fulfilled'));
});

it('gives the place of a call back that failed', async () => {
  for (let call = 0; call < 2 * READINGS_AT_ONCE; call++) {
    await expect(world.privacy().proveNoRelease({ address: 'nobody' })).rejects.toMatchObject({
      reason: expect.not.stringMatching('READINGS_RUNNING'),
    });
  }
});
