import { InboundReceived, ProviderNoticeReceived } from '@hustings/contracts/dispatch';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { type InboxEvent, inboxDecider, REMEMBERED_INBOUND_IDS } from '../src/domain/inbox.ts';

function event(inboundId: string): InboxEvent {
  const received = InboundReceived.fromPartial({ inboundId, senderId: 'snd-1' });
  return { type: 'InboundReceived', ...received };
}
function notice(noticeId: string): InboxEvent {
  const received = ProviderNoticeReceived.fromPartial({ noticeId, senderId: 'snd-1' });
  return { type: 'ProviderNoticeReceived', ...received };
}

describe('an inbox', () => {
  it('records what it has not seen', () => {
    for (const inbound of [event('b'), notice('b')]) {
      expect(given(inboxDecider, [event('a')]).when({ inbound })).toEqual({ events: [inbound] });
    }
  });

  it('records a repetition once', () => {
    for (const inbound of [event('a'), notice('b')]) {
      const outcome = given(inboxDecider, [event('a'), notice('b')]).when({ inbound });
      expect(outcome).toEqual({ events: [] });
    }
  });

  it('remembers a bounded number of ids, the latest', () => {
    const events = Array.from({ length: REMEMBERED_INBOUND_IDS + 1 }, (_, i) => event(`in-${i}`));
    const { recentIds } = given(inboxDecider, events).state();
    expect([recentIds.length, recentIds[0]]).toEqual([REMEMBERED_INBOUND_IDS, 'in-1']);
  });
});
