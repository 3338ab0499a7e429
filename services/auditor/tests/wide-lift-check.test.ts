import {
  GroundLifted,
  LiftCause,
  OptedIn,
  OptedOut,
  OptInBegun,
  Scope,
} from '@hustings/contracts/optout';
import type { LogEntry } from '@hustings/event-log';
import { expect, test } from 'vitest';
import { Findings } from '../src/domain/findings.ts';
import { WideLiftCheck } from '../src/domain/wide-lift-check.ts';
import { event } from './support/story.ts';

const WHO = { recipient: 'all-ana' };
const WIDE = { ...WHO, scope: Scope.SCOPE_ALL_POLITICAL };

const out = (fields: object = {}) => event('optout.OptedOut.v1', OptedOut, { ...WIDE, ...fields });
const begun = (fields: object = {}) =>
  event('optout.OptInBegun.v1', OptInBegun, {
    ...WHO,
    begunAtUs: 100n,
    expiresAtUs: 200n,
    ...fields,
  });
const yes = (fields: object = {}) =>
  event('optout.OptedIn.v1', OptedIn, {
    ...WIDE,
    cause: LiftCause.LIFT_CAUSE_DOUBLE_OPT_IN,
    receivedAtUs: 150n,
    ...fields,
  });
const doubtful = { provisional: true, inboundId: 'in-1' };
const released = {
  cause: LiftCause.LIFT_CAUSE_PROVISIONAL_RELEASED,
  ground: 'hit:in-1',
};

const NO_YES = 'an opt-out from all political senders ends without a yes that the person began';
const GROUNDS = 'the opt-in lifts grounds that it must not: ';

test.each<[string, ReturnType<typeof event>[], string[]]>([
  ['a yes in time to what the person began', [out(), begun(), yes()], []],
  ['a doubtful reply that staff released', [out(doubtful), yes(released)], []],
  ['a yes that nobody began', [out(), yes()], [NO_YES]],
  ['a yes of somebody else', [out(), begun({ recipient: 'all-bea' }), yes()], [NO_YES]],
  ['a yes before the beginning', [out(), begun(), yes({ receivedAtUs: 100n })], [NO_YES]],
  ['a yes too late', [out(), begun(), yes({ receivedAtUs: 201n })], [NO_YES]],
  ['a yes to what an opt-out has ended', [begun(), out(), yes()], [NO_YES]],
  ['a second yes to the same question', [out(), begun(), yes(), out(), yes()], [NO_YES]],
  [
    'a start word of an organisation',
    [out(), begun(), yes({ cause: LiftCause.LIFT_CAUSE_OWN_REPLY })],
    [NO_YES],
  ],
  ['a word of staff', [out(), yes({ ...released, ground: 'hit:in-1' })], [`${GROUNDS}`]],
  [
    'a release that leaves another ground',
    [
      out({ ground: 'hit:in-2' }),
      out(doubtful),
      event('optout.GroundLifted.v1', GroundLifted, { ...WIDE, ...released }),
      yes(released),
    ],
    [`${GROUNDS}hit:in-2`],
  ],
])('the end of an opt-out from all political senders by %s', (_, events, findings) => {
  const found = new Findings();
  const check = new WideLiftCheck(found);
  for (const [index, each] of events.entries()) {
    check.take({ seq: index + 1, commit: { events: [each] } } as unknown as LogEntry);
  }
  expect(found.kept().map(({ text }) => text)).toEqual(findings);
});
