import { InboundReceived } from '@hustings/contracts/dispatch';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { type InboxEvent, inboxDecider, REMEMBERED_INBOUND_IDS } from '../src/domain/inbox.ts';

function received(inboundId: string): InboundReceived {
  return InboundReceived.fromPartial({ inboundId, senderId: 'snd-1' });
}
function event(inboundId: string): InboxEvent {
  return { type: 'InboundReceived', ...received(inboundId) };
}

describe('an inbox', () => {
  it('records what it has not seen', () => {
    expect(given(inboxDecider, [event('a')]).when({ inbound: received('b') })).toEqual({
      events: [event('b')],
    });
  });

  it('records a repetition once', () => {
    const outcome = given(inboxDecider, [event('a'), event('b')]).when({ inbound: received('a') });
    expect(outcome).toEqual({ events: [] });
  });

  it('remembers a bounded number of ids, the latest', () => {
    const events = Array.from({ length: REMEMBERED_INBOUND_IDS + 1 }, (_, i) => event(`in-${i}`));
    const { recentIds } = given(inboxDecider, events).state();
    expect([recentIds.length, recentIds[0]]).toEqual([REMEMBERED_INBOUND_IDS, 'in-1']);
  });
});
