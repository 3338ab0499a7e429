import { Scope, Source } from '@hustings/contracts/optout';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { type OptOut, type RecipientEvent, recipientDecider } from '../src/domain/recipient.ts';

const BOUND = 16;

/** A reply that may mean stop, or one that does. */
function reply(number: number, provisional: boolean, fields: Partial<OptOut> = {}): OptOut {
  return {
    type: 'OptOut',
    recipient: 'Zm9vYmFyYmF6cXV4MTIzNA',
    organisationId: 'org-a',
    scope: Scope.SCOPE_ORGANISATION,
    scopeId: '',
    source: Source.SOURCE_REPLY,
    inboundId: `in-${number}`,
    tier: 'T3',
    ruleId: 'families',
    dataVersion: '1:2026-11-21',
    provisional,
    receivedAtUs: BigInt(1_000 + number),
    ...fields,
  };
}

/** What so many doubtful replies in a row have left in the log. */
function doubtful(count: number, fields: (number: number) => Partial<OptOut> = () => ({})) {
  const events: RecipientEvent[] = [];
  for (let number = 0; number < count; number++) {
    const answer = given(recipientDecider, events).when(reply(number, true, fields(number)));
    if ('events' in answer) events.push(...answer.events);
  }
  return events;
}

function groundOf(events: RecipientEvent[], command: OptOut): unknown {
  const answer = given(recipientDecider, events).when(command);
  if (!('events' in answer)) return answer;
  return answer.events.map((event) =>
    event.type === 'OptedOut' ? [event.ground, event.provisional] : event.type,
  );
}

describe('a doubtful reply', () => {
  it.each([0, 1, BOUND - 1])('is doubtful behind %d others', (count) => {
    expect(groundOf(doubtful(count), reply(99, true))).toEqual([['hit:in-99', true]]);
  });

  it('asks to stop when so many others stand that nobody has looked at', () => {
    expect(groundOf(doubtful(BOUND), reply(99, true))).toEqual([['', false]]);
  });

  it('is counted over all scopes of the organisation', () => {
    const bySender = (number: number): Partial<OptOut> => ({
      scope: Scope.SCOPE_SENDER,
      scopeId: `snd-${number}`,
    });
    expect(groundOf(doubtful(BOUND, bySender), reply(99, true))).toEqual([['', false]]);
  });

  it('says nothing about a clear one', () => {
    expect(groundOf(doubtful(BOUND - 1), reply(99, false))).toEqual([['', false]]);
    expect(groundOf([], reply(99, false))).toEqual([['', false]]);
  });
});
