import { HandOffsFinished } from '@hustings/contracts/dispatch';
import type { Limit, PolicyDocument } from '@hustings/policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Findings } from '../src/domain/findings.ts';
import { HandOffPeaks, highestCount } from '../src/domain/hand-off-peaks.ts';
import { PolicyTimeline } from '../src/domain/policy-timeline.ts';
import { readPolicy } from './support/story.ts';

test.each([
  [[], { max: 0, atUs: 0 }],
  [[5], { max: 1, atUs: 5 }],
  [[0, 999_999], { max: 2, atUs: 0 }],
  [[0, 1_000_000], { max: 1, atUs: 0 }],
  [[0, 600_000, 1_200_000, 1_300_000, 1_500_000], { max: 4, atUs: 600_000 }],
  [[7, 7, 7], { max: 3, atUs: 7 }],
])('the highest count in a half-open second of %j', (starts, expected) => {
  expect(highestCount(starts, 1_000_000)).toEqual(expected);
});

test('it equals what counting every window gives', () => {
  const instants = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 });
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 20 }), (unsorted, span) => {
      const starts = unsorted.toSorted((a, b) => a - b);
      const counts = starts.map(
        (from) => starts.filter((start) => start >= from && start < from + span).length,
      );
      expect(highestCount(starts, span).max).toBe(Math.max(0, ...counts));
    }),
  );
});

const CHANGE_US = 5_000_000;

type WindowLimit = Extract<Limit, { shape: 'window' }>;

function policyWith(change: Partial<WindowLimit>): PolicyDocument {
  const policy = readPolicy();
  for (const limit of policy.limits.profiles['whatsapp-20']?.sender ?? []) {
    if (limit.shape === 'window') Object.assign(limit, change);
  }
  return policy;
}

/** Twenty a second or what is said, and from the fifth second on something else. */
function changedPolicies(
  after: Partial<WindowLimit>,
  before: Partial<WindowLimit> = {},
): PolicyTimeline {
  const policies = new PolicyTimeline();
  policies.add(activation('later', policyWith(after), CHANGE_US));
  policies.add(activation('first', policyWith(before), 0));
  return policies;
}

function activation(hash: string, policy: PolicyDocument, effectiveAtUs: number) {
  return { type: 'PolicyActivated', organisationId: '', hash, policy, effectiveAtUs } as const;
}

const burst = (fromUs: number, count: number) =>
  Array.from({ length: count }, (_, index) => fromUs + index);

describe('calls are held to the policy of their time', () => {
  function peaksOf(starts: number[], policies = changedPolicies({ max: 10 })) {
    const peaks = new HandOffPeaks();
    const senderId = 'snd-a';
    const limitProfile = 'whatsapp-20';
    peaks.takeFact({ type: 'SenderDeclared', organisationId: 'org-a', senderId, limitProfile });
    const accepted = starts.map((at) => ({ release: { senderId }, startedAtUs: BigInt(at) }));
    peaks.takeFinished(7, HandOffsFinished.fromPartial({ accepted }));
    const findings = new Findings();
    return { found: peaks.finish(policies, findings), findings };
  }

  test.each([
    ['twenty before the change', burst(1_000_000, 20), 0],
    ['twenty-one before it', burst(1_000_000, 21), 1],
    ['ten after it', burst(CHANGE_US, 10), 0],
    ['eleven after it', burst(CHANGE_US, 11), 1],
    ['twenty across it', burst(CHANGE_US - 10, 20), 0],
  ])('%s', (_, starts, breaks) => {
    expect(peaksOf(starts).findings.count('BREAK')).toBe(breaks);
  });

  test.each([
    ['loosened: ten before', burst(1_000_000, 10), 0],
    ['loosened: eleven before', burst(1_000_000, 11), 1],
    ['loosened: twenty after', burst(CHANGE_US, 20), 0],
  ])('%s', (_, starts, breaks) => {
    const loosened = changedPolicies({ max: 20 }, { max: 10 });
    expect(peaksOf(starts, loosened).findings.count('BREAK')).toBe(breaks);
  });

  test.each<[string, Partial<WindowLimit>, number]>([
    ['messages', { cost: 'messages' }, 1],
    ['on trial', { shadow: true }, 0],
    ['segments', { cost: 'segments' }, 0],
  ])('a limit of %s', (_, change, breaks) => {
    const policies = changedPolicies({ max: 10, ...change });
    expect(peaksOf(burst(CHANGE_US, 11), policies).findings.count('BREAK')).toBe(breaks);
  });

  test('what is exceeded is named', () => {
    expect(peaksOf(burst(1_000_000, 21)).findings.kept()).toEqual([
      {
        kind: 'BREAK',
        seq: 7,
        text: 'sender snd-a: 21 hand-offs in 1000 ms, sender-per-second allows 20',
      },
    ]);
  });

  test('a call whose start nobody knows counts nowhere', () => {
    expect(peaksOf([0, 0, 3]).found).toEqual([{ senderId: 'snd-a', maxPerSecond: 1, atUs: 3 }]);
  });
});

describe('calls are held to the profile of their time', () => {
  function breaksOf(starts: number[]): number {
    const peaks = new HandOffPeaks();
    const who = { organisationId: 'org-a', senderId: 'snd-a' };
    peaks.takeFact({ type: 'SenderDeclared', ...who, limitProfile: 'fast' });
    peaks.takeFact({
      type: 'LimitProfileChanged',
      ...who,
      limitProfile: 'whatsapp-20',
      atUs: CHANGE_US,
    });
    const policy = readPolicy();
    const [twenty] = [policy.limits.profiles['whatsapp-20']];
    if (!twenty) throw new Error('the policy has the profile');
    policy.limits.profiles.fast = { ...twenty, sender: [] };
    const policies = new PolicyTimeline();
    policies.add(activation('only', policy, 0));
    const accepted = starts.map((at) => ({
      release: { senderId: 'snd-a' },
      startedAtUs: BigInt(at),
    }));
    peaks.takeFinished(7, HandOffsFinished.fromPartial({ accepted }));
    const findings = new Findings();
    peaks.finish(policies, findings);
    return findings.count('BREAK');
  }
  const LATER_US = CHANGE_US + 10_000_000;

  test.each([
    ['without a limit before it was changed', burst(CHANGE_US - 50, 40), 0],
    ['decided before and handed off just after', burst(CHANGE_US, 40), 0],
    ['as many as the new one allows', burst(LATER_US, 20), 0],
    ['one more', burst(LATER_US, 21), 1],
  ])('%s', (_, starts, breaks) => {
    expect(breaksOf(starts)).toBe(breaks);
  });
});

test.each([
  ['first', CHANGE_US - 1_000_001, true],
  ['later', CHANGE_US - 1_000_001, false],
  ['later', CHANGE_US - 1_000_000, true],
  ['first', CHANGE_US + 999_999, true],
  ['first', CHANGE_US + 1_000_000, false],
  ['', 0, true],
  ['', CHANGE_US, false],
])('around a change both policies may be named: "%s" at %i', (hash, atUs, allowed) => {
  expect(changedPolicies({ max: 10 }).mayName(hash, atUs)).toBe(allowed);
});
