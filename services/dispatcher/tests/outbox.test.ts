import type { ReleaseRef } from '@hustings/contracts/dispatch';
import { fold, given } from '@hustings/decider';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OutboxEvent, outboxDecider, type RecordHandOffs } from '../src/domain/outbox.ts';
import { keyOf } from '../src/domain/release.ts';

function ref(number: number, attempt = 1): ReleaseRef {
  return {
    messageId: `msg-${number}`,
    releaseAttempt: attempt,
    senderId: 'snd-1',
    organisationId: 'org-1',
    campaignId: 'cmp-1',
    recipient: `person-${number}`,
    decisionNumber: BigInt(number),
  };
}
function command(fields: Partial<RecordHandOffs>): RecordHandOffs {
  return { take: [], giveBack: [], finish: [], deliveries: [], ...fields };
}
function ending(release: ReleaseRef, outcome: 'accepted' | 'rejected' | 'uncertain') {
  const times = { startedAtUs: 1n, answeredAtUs: 2n };
  return { ref: release, outcome, providerMessageId: 'wam-1', code: 'C', ...times };
}
function result(release: ReleaseRef, code: string) {
  return { release, providerMessageId: '', code, startedAtUs: 0n, answeredAtUs: 0n };
}
const started = (...numbers: number[]): OutboxEvent => ({
  type: 'HandOffsStarted',
  releases: numbers.map((number) => ref(number)),
});

describe('an outbox', () => {
  it('starts what is to be handed off and returns the rest, in one commit', () => {
    const take = [
      { ref: ref(1), verdict: 'HAND_OFF' as const },
      { ref: ref(2), verdict: 'OPTED_OUT' as const },
      { ref: ref(3), verdict: 'STALE' as const },
    ];
    expect(given(outboxDecider, []).when(command({ take }))).toEqual({
      events: [
        {
          type: 'ReleasesReturned',
          returned: [result(ref(2), 'OPTED_OUT'), result(ref(3), 'STALE')],
        },
        { type: 'HandOffsStarted', releases: [ref(1)] },
      ],
    });
  });

  it.each([
    ['was started', [started(5)]],
    ['was returned', [{ type: 'ReleasesReturned', returned: [result(ref(5), 'STALE')] }]],
    [
      'was started and has ended',
      [
        started(5),
        {
          type: 'HandOffsFinished',
          accepted: [{ ...result(ref(5), ''), providerMessageId: 'wam-1' }],
          rejected: [],
          uncertain: [],
        },
      ],
    ],
    ['stands before one that was taken up', [started(6)]],
  ] as [string, OutboxEvent[]][])('never takes up a release again that %s', (_, events) => {
    const take = [{ ref: ref(5), verdict: 'HAND_OFF' as const }];
    expect(given(outboxDecider, events).when(command({ take }))).toEqual({ events: [] });
  });

  it('takes up a decision once that the log holds twice', () => {
    const once = { ref: ref(1), verdict: 'HAND_OFF' as const };
    expect(given(outboxDecider, []).when(command({ take: [once, once] }))).toEqual({
      events: [started(1)],
    });
  });

  it.each(['accepted', 'rejected', 'uncertain'] as const)(
    'ends an open hand-off as %s',
    (outcome) => {
      const finish = [ending(ref(1), outcome)];
      const { events } = given(outboxDecider, [started(1)]).when(command({ finish })) as {
        events: OutboxEvent[];
      };
      const lists = { accepted: [], rejected: [], uncertain: [] };
      const entry = {
        release: ref(1),
        providerMessageId: 'wam-1',
        code: 'C',
        startedAtUs: 1n,
        answeredAtUs: 2n,
      };
      expect(events).toEqual([{ type: 'HandOffsFinished', ...lists, [outcome]: [entry] }]);
    },
  );

  it('ends a hand-off once', () => {
    const finish = [ending(ref(1), 'accepted')];
    const events: OutboxEvent[] = [
      started(1),
      { type: 'HandOffsFinished', accepted: [], rejected: [], uncertain: [result(ref(1), 'X')] },
    ];
    expect(given(outboxDecider, events).when(command({ finish }))).toEqual({ events: [] });
  });

  it('gives back only what is open', () => {
    const giveBack = [
      { ref: ref(1), code: 'PROVIDER_BUSY' as const },
      { ref: ref(2), code: 'PROVIDER_BUSY' as const },
    ];
    expect(given(outboxDecider, [started(1)]).when(command({ giveBack }))).toEqual({
      events: [{ type: 'ReleasesReturned', returned: [result(ref(1), 'PROVIDER_BUSY')] }],
    });
  });

  it('takes up a later attempt of a message that was given back', () => {
    const again = { ...ref(9, 2), messageId: 'msg-1' };
    const events: OutboxEvent[] = [
      started(1),
      { type: 'ReleasesReturned', returned: [result(ref(1), 'PROVIDER_BUSY')] },
    ];
    const take = [{ ref: again, verdict: 'HAND_OFF' as const }];
    expect(given(outboxDecider, events).when(command({ take }))).toEqual({
      events: [{ type: 'HandOffsStarted', releases: [again] }],
    });
  });

  it('records reports and leaves its state alone', () => {
    const report = {
      messageId: 'msg-1',
      senderId: 'snd-1',
      organisationId: 'org-1',
      campaignId: '',
      recipient: 'p',
      status: 'DELIVERED',
      code: '',
      atUs: 1n,
    };
    const events: OutboxEvent[] = [{ type: 'DeliveriesReported', reports: [report] }];
    expect(given(outboxDecider, []).when(command({ deliveries: [report] }))).toEqual({ events });
    expect(given(outboxDecider, events).state()).toEqual(outboxDecider.initialState());
  });

  it('starts every release at most once, whatever dispatchers repeat and in whatever order', () => {
    const commands = fc.array(
      fc.record({
        first: fc.integer({ min: 1, max: 30 }),
        count: fc.integer({ min: 0, max: 6 }),
        finish: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 4 }),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(commands, (drawn) => {
        const events: OutboxEvent[] = [];
        for (const { first, count, finish } of drawn) {
          const take = Array.from({ length: count }, (_, i) => ({
            ref: ref(first + i),
            verdict: (first + i) % 5 === 0 ? ('STALE' as const) : ('HAND_OFF' as const),
          }));
          const endings = finish.map((number) => ending(ref(number), 'accepted'));
          const decided = outboxDecider.decide(
            command({ take, finish: endings }),
            fold(outboxDecider, events),
          );
          if (decided.ok) events.push(...decided.value);
        }
        const keys = events.flatMap((event) =>
          event.type === 'HandOffsStarted' ? event.releases.map(keyOf) : [],
        );
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
