import type { ReleaseRef } from '@hustings/contracts/dispatch';
import { createLogger } from '@hustings/service-kit';
import { expect, it } from 'vitest';
import { OutboxWriter } from '../src/app/outbox-writer.ts';

it('writes what is added in the moment in which the last group has ended', async () => {
  const written: number[] = [];
  const writer = new OutboxWriter(
    {
      async recordHandOffs(_sender, { take }) {
        written.push(...take.map(({ ref }) => Number(ref.decisionNumber)));
        return [];
      },
      async recordInbound() {},
      async recordNotice() {},
      startText: () => Promise.resolve(true),
      async finishText() {},
    },
    { partition: '0', senderId: 'snd-1', organisationId: 'org-1' },
    createLogger('dispatcher', 'silent'),
  );
  const moments = [1, 2, 3, 4, 5, 6, 7, 8];
  for (const moment of moments) {
    await writer.take([{ ref: releaseOf(moment), verdict: 'STALE' }]);
    // One of these moments falls between the end of the work and the news of it.
    for (let tick = 1; tick < moment; tick++) await Promise.resolve();
  }
  expect(written).toEqual(moments);
});

function releaseOf(number: number): ReleaseRef {
  return {
    messageId: `m-${number}`,
    releaseAttempt: 1,
    senderId: 'snd-1',
    organisationId: 'org-1',
    campaignId: 'cmp-1',
    recipient: 'r-1',
    decisionNumber: BigInt(number),
  };
}
