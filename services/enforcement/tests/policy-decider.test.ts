import { readFileSync } from 'node:fs';
import { given } from '@hustings/decider';
import { describe, expect, it } from 'vitest';
import { activationCopyDecider } from '../src/domain/policy/activation-copy.ts';
import {
  type PolicyActivated,
  type PolicyEvent,
  policyDecider,
} from '../src/domain/policy/decider.ts';
import { START_US } from './fixtures.ts';

const EXAMPLE = JSON.parse(
  readFileSync(new URL('../../../examples/policies/demo.json', import.meta.url), 'utf8'),
);
const hash = 'ab'.repeat(32);
const document = JSON.stringify(EXAMPLE);
const dated = (effectiveFrom: string) => JSON.stringify({ ...EXAMPLE, effectiveFrom });
const propose = { type: 'ProposePolicy', hash, document, proposedBy: 'crd-1' } as const;
const approve = {
  type: 'ApprovePolicy',
  approvedBy: 'crd-2',
  nowUs: START_US,
  inForce: null,
} as const;

const proposed: PolicyEvent[] = [{ type: 'PolicyProposed', hash, document, proposedBy: 'crd-1' }];
const approved: PolicyEvent[] = [
  ...proposed,
  { type: 'PolicyApproved', hash, approvedBy: 'crd-2' },
];
const activation: PolicyEvent[] = [
  { type: 'PolicyApproved', hash, approvedBy: 'crd-3' },
  {
    type: 'PolicyActivated',
    hash,
    document,
    effectiveAtUs: START_US,
    approvedBy: ['crd-2', 'crd-3'],
  },
];

describe('a policy document', () => {
  it.each([
    { sentence: 'is proposed', given: [], when: propose, events: proposed },
    { sentence: 'proposed again is the same document', given: approved, when: propose, events: [] },
    {
      sentence: 'takes a first approval and waits',
      given: proposed,
      when: approve,
      events: [{ type: 'PolicyApproved', hash, approvedBy: 'crd-2' }],
    },
    {
      sentence: 'begins on the date that it names',
      given: [{ ...proposed[0], document: dated('2027-02-01T00:00:00+01:00') }, approved[1]],
      when: { ...approve, approvedBy: 'crd-3' },
      events: [
        activation[0],
        {
          ...activation[1],
          document: dated('2027-02-01T00:00:00+01:00'),
          effectiveAtUs: Date.UTC(2027, 0, 31, 23) * 1000,
        },
      ],
    },
    {
      sentence: 'never begins before its second approval, whatever date it names',
      given: [{ ...proposed[0], document: dated('2020-01-01T00:00:00Z') }, approved[1]],
      when: { ...approve, approvedBy: 'crd-3' },
      events: [activation[0], { ...activation[1], document: dated('2020-01-01T00:00:00Z') }],
    },
    {
      sentence: 'comes into force with the second approval',
      given: approved,
      when: { ...approve, approvedBy: 'crd-3' },
      events: activation,
    },
  ])('$sentence', ({ given: history, when, events }) => {
    expect(given(policyDecider, history as PolicyEvent[]).when(when)).toEqual({ events });
  });

  it.each([
    { reason: 'POLICY_UNKNOWN', given: [], when: approve },
    { reason: 'APPROVER_IS_PROPOSER', given: proposed, when: { ...approve, approvedBy: 'crd-1' } },
    { reason: 'ALREADY_APPROVED_BY_CALLER', given: approved, when: approve },
    {
      reason: 'POLICY_ALREADY_ACTIVATED',
      given: [...approved, ...activation],
      when: { ...approve, approvedBy: 'crd-4' },
    },
  ])('refuses an approval: $reason', ({ given: history, when, reason }) => {
    expect(given(policyDecider, history).when(when)).toEqual({ rejected: { reason } });
  });
});

describe('the copy of an activation in another partition', () => {
  const first: PolicyActivated = {
    type: 'PolicyActivated',
    ...{ hash, document, effectiveAtUs: START_US, approvedBy: ['crd-2', 'crd-3'] },
  };
  const second = { ...first, hash: 'cd'.repeat(32), effectiveAtUs: START_US + 1 };

  it.each([
    { sentence: 'is made', history: [], activated: first, events: [first] },
    { sentence: 'follows a later one', history: [first], activated: second, events: [second] },
    { sentence: 'is not made twice', history: [first], activated: first, events: [] },
    {
      sentence: 'never goes back to an earlier one',
      history: [first, second],
      activated: first,
      events: [],
    },
  ])('$sentence', ({ history, activated, events }) => {
    const outcome = given(activationCopyDecider, history).when({
      type: 'CopyActivation',
      activated,
    });
    expect(outcome).toEqual({ events });
  });
});

describe('election silence', () => {
  const vote = {
    id: 'vote-1',
    jurisdiction: 'ES',
    type: 'general',
    pollingDays: ['2027-05-23'],
    pollOpenLocal: '09:00',
    pollCloseLocal: '20:00',
    timeZones: ['Europe/Madrid'],
    sourceUrl: 'https://example.org/call',
    enteredBy: 'crd-1',
    approvedBy: 'crd-2',
  };
  const withElections = (elections: object[]) =>
    JSON.stringify({ ...EXAMPLE, windows: { ...EXAMPLE.windows, elections } });
  const inForce = withElections([vote]);
  const during = Date.parse('2027-05-22T12:00:00+02:00') * 1_000;

  function activate(next: string, { nowUs }: { nowUs: number }) {
    const history: PolicyEvent[] = [
      { type: 'PolicyProposed', hash, document: next, proposedBy: 'crd-1' },
      { type: 'PolicyApproved', hash, approvedBy: 'crd-2' },
    ];
    const order = { type: 'ApprovePolicy', approvedBy: 'crd-3', nowUs, inForce } as const;
    return given(policyDecider, history).when(order);
  }

  it('cannot be lifted or shortened by anybody once it has begun', () => {
    const refused = { reason: 'SILENCE_HAS_BEGUN', electionId: 'vote-1', zone: 'Europe/Madrid' };
    for (const elections of [[], [{ ...vote, pollCloseLocal: '19:00' }]]) {
      const result = activate(withElections(elections), { nowUs: during });
      expect(result).toEqual({ rejected: refused });
    }
  });

  it('may be corrected before it begins, after it has ended, and be made longer while it runs', () => {
    const lifted = withElections([]);
    const before = during - 7 * 86_400_000_000;
    expect(activate(lifted, { nowUs: before })).toMatchObject({ events: { length: 2 } });
    const after = during + 7 * 86_400_000_000;
    expect(activate(lifted, { nowUs: after })).toMatchObject({ events: { length: 2 } });
    const longer = withElections([{ ...vote, pollCloseLocal: '22:00' }]);
    expect(activate(longer, { nowUs: during })).toMatchObject({ events: { length: 2 } });
  });
});
