import { Decision } from '@hustings/contracts/governor';
import type { GateScripts, QueuedMessage } from '@hustings/redis-scripts';
import { expect, it, vi } from 'vitest';
import { Recalls } from '../src/app/recalls.ts';

const GATE = { partition: '0', gate: 0 };
const PAGE = 256;

function messages(count: number): QueuedMessage[] {
  return Array.from({ length: count }, (_, index) => ({
    releases: 0,
    admission: Decision.fromPartial({ messageId: `msg-${index}` }),
  }));
}

/** Somebody for whom so many messages are queued has opted out; ids of what is looked at, and the lookups through everything. */
async function recallAll(queued: number) {
  const owed = messages(queued);
  const findRecalled = vi.fn<GateScripts['findRecalled']>(async () => ({
    ...{ outcome: 'FOUND', after: '', messages: owed.slice(1_024) },
  }));
  const scripts = {
    findRecalled,
    findQueued: async (_gate: unknown, { most }: { most: number }) => ({
      ...{ outcome: 'FOUND', messages: owed.slice(0, most), hasMore: owed.length > most },
    }),
    findMessages: async (_gate: unknown, _epoch: string, ids: readonly string[]) => ({
      outcome: 'FOUND',
      messages: owed
        .filter(({ admission }) => ids.includes(admission.messageId))
        .map((one) => ({ ...one, queued: true })),
    }),
  } as unknown as GateScripts;
  const recalls = new Recalls(() => []);
  recalls.noteFacts([
    {
      type: 'OptedOut',
      organisationId: 'org-1',
      recipient: 'r-1',
      scope: { kind: 'ORGANISATION' },
    },
  ]);
  const looked = new Set<string>();
  let most = 0;
  while (recalls.due) {
    const found = await recalls.next(scripts, GATE, 'e');
    if ('outcome' in found) throw new Error('the gate is open');
    most = Math.max(most, found.length);
    for (const { admission } of found) looked.add(admission.messageId);
  }
  return { looked: looked.size, most, throughAll: findRecalled.mock.calls.length };
}

it.each([
  { queued: 1, throughAll: 0 },
  { queued: 1_024, throughAll: 0 },
  { queued: 1_200, throughAll: 1 },
])(
  'whoever opts out and is owed $queued messages has all of them looked at, page by page',
  async ({ queued, throughAll }) => {
    const done = await recallAll(queued);
    expect({ looked: done.looked, throughAll: done.throughAll }).toEqual({
      looked: queued,
      throughAll,
    });
    expect(done.most).toBeLessThanOrEqual(PAGE);
  },
);
