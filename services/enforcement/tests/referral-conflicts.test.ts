import { given } from '@hustings/decider';
import { expect, it } from 'vitest';
import type { PublishNotice, ReferralCommand } from '../src/domain/referral/commands.ts';
import { referralDecider } from '../src/domain/referral/decider.ts';
import type { ReferralEvent } from '../src/domain/referral/events.ts';
import type { ReferralItem } from '../src/domain/referral/predicate.ts';
import * as f from './fixtures.ts';

const by = 'crd-moderator';
const order = { conflicted: [], nowUs: f.START_US };
const publish: PublishNotice = {
  type: 'PublishNotice',
  ...{ referralId: 'ref-1', organisationId: f.ORGANISATION, effectiveDate: '2027-12-07' },
  ...{ timeZone: 'UTC', conduct: 'Bulk messages.', clause: 'terms 4.2', contact: 'legal desk' },
  ...{ evidenceClasses: ['A'], publishedBy: by, ...order },
};
const item: Omit<ReferralItem, 'evidenceId'> = {
  ...{ evidenceClass: 'A', conductAtUs: f.START_US, summary: 'S.', sha256: 'a'.repeat(64) },
  ...{ url: '', linkedEvidenceIds: [] },
};

/** Each would be accepted, or refused for another reason, without the conflict. */
const orders: [string, ReferralCommand, string | null][] = [
  ['a notice', publish, null],
  ['evidence', { type: 'AddReferralEvidence', item, submittedBy: by, ...order }, null],
  [
    'word to the respondent',
    { type: 'TellRespondent', forbiddenBy: '', recordedBy: by, ...order },
    null,
  ],
  ['the making', { type: 'MakeReferral', madeBy: by, ...order }, 'PREDICATE_NOT_MET'],
  ['the withdrawal', { type: 'WithdrawReferral', reason: 'R.', withdrawnBy: by, ...order }, null],
];

it.each(orders)('%s by somebody with a conflict of interest is refused', (_name, when, without) => {
  const noticed = given(referralDecider, []).when(publish);
  const events: ReferralEvent[] = 'events' in noticed ? noticed.events : [];
  const history = when.type === 'PublishNotice' ? [] : events;
  const free = given(referralDecider, history).when(when);
  expect('events' in free ? null : free.rejected.reason).toBe(without);
  const outcome = given(referralDecider, history).when({ ...when, conflicted: [by] });
  expect(outcome).toEqual({ rejected: { reason: 'CONFLICT_OF_INTEREST' } });
});

it('no more evidence is taken than somebody can read', () => {
  const add: ReferralCommand = { type: 'AddReferralEvidence', item, submittedBy: by, ...order };
  const events: ReferralEvent[] = [];
  const next = (command: ReferralCommand) => given(referralDecider, events).when(command);
  for (const command of [publish, ...Array.from({ length: 200 }, () => add)]) {
    const outcome = next(command);
    if ('events' in outcome) events.push(...outcome.events);
  }
  expect(events).toHaveLength(201);
  expect(next(add)).toEqual({ rejected: { reason: 'TOO_MUCH_EVIDENCE', max: 200 } });
});
