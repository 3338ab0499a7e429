import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaseEvent } from '../src/domain/case/events.ts';
import type { Finding } from '../src/domain/case/evidence.ts';
import type { PolicyInForce } from '../src/domain/policy/policy-in-force.ts';
import type { SignalFact } from '../src/domain/signals/fact.ts';
import { Watch } from '../src/domain/watch.ts';
import * as f from './fixtures.ts';

/** Ten messages of which nine are alike breach the only rule. */
const policy: PolicyInForce = {
  activated: {
    type: 'PolicyActivated',
    ...{ hash: 'ab'.repeat(32), document: '{}', effectiveAtUs: f.START_US, approvedBy: [] },
  },
  // Longer than any story here: what is forgotten is forgotten by a step, not by time.
  windowMs: 90 * 86_400_000,
  ladder: f.ladder,
  isCampaignTime: () => false,
  nextVote: () => null,
  evaluate: ({ sent, nearDuplicateShare }) =>
    sent >= 10 && nearDuplicateShare >= 0.9
      ? [
          {
            rule: {
              id: 'alike',
              clause: 'terms 1',
              subject: 'SENDER',
              when: 'sent >= 10 && nearDuplicateShare >= 0.9',
              summary: 'Alike.',
              explanation: 'Alike.',
              howToFix: 'Vary.',
            },
            measured: [{ name: 'sent', value: sent, threshold: 10 }],
          },
        ]
      : [],
};

type Entry = { fact: SignalFact } | { event: CaseEvent } | { policy: PolicyInForce };

function watchOf(...entries: Entry[]): Watch {
  const watch = new Watch();
  watch.applyPolicy(policy, f.START_US);
  for (const entry of entries) apply(watch, entry);
  return watch;
}

function apply(watch: Watch, entry: Entry): void {
  if ('fact' in entry) watch.applyFacts([entry.fact]);
  else if ('policy' in entry) watch.applyPolicy(entry.policy, entry.policy.activated.effectiveAtUs);
  else watch.applyCase([entry.event], { seq: 1, atUs: f.START_US, actor: 'system' });
}

/** Messages of one sender, all alike, one second apart. */
function messages(count: number, fromUs: number, senderId = f.SENDER): { fact: SignalFact }[] {
  return Array.from({ length: count }, (_, i) => ({
    fact: {
      type: 'MessageReleased',
      ...{ senderId, organisationId: f.ORGANISATION, recipient: f.pseudonymOf(i) },
      ...{
        familyId: 'fam-1',
        linkMismatch: false,
        tool: '',
        atUs: fromUs + i * f.SECOND_US,
        seq: i + 1,
      },
    },
  }));
}

const steps = (events: CaseEvent[]): Entry[] => events.map((event) => ({ event }));
const { warn, deliver, restrict, expire, appeal, uphold } = f.story;
const warned = steps(f.historyOf(warn));
const readable = steps(f.historyOf(warn, deliver));
const expired = steps(f.historyOf(warn, deliver, restrict, expire));
const upheld = steps(f.historyOf(warn, deliver, restrict, appeal, uphold));
const countsAfterUs = f.deliveredAtUs + f.HOUR_US;

describe('the watch', () => {
  it('learns what is usual from messages, and complaints from opt-outs and blocks only', () => {
    const shares: number[] = [];
    const watching: PolicyInForce = {
      ...policy,
      evaluate: ({ monthComplaintShare }) => {
        shares.push(monthComplaintShare);
        return [];
      },
    };
    const by = { senderId: f.SENDER, organisationId: f.ORGANISATION };
    const said = (type: 'OptedOut' | 'Blocked' | 'Reported', recipient: string) => ({
      fact: { type, ...by, recipient, atUs: f.START_US + f.HOUR_US, seq: 50 } as SignalFact,
    });
    watchOf(
      { policy: watching },
      ...messages(10, f.START_US),
      ...[said('OptedOut', f.pseudonymOf(1)), said('Blocked', f.pseudonymOf(2))],
      said('Reported', f.pseudonymOf(3)),
      ...messages(1, f.START_US + f.DAY_US),
    );
    expect(shares.at(-1)).toBeCloseTo(2 / 10);
  });

  it.each<{ sentence: string; entries: Entry[]; findings: number }>([
    {
      sentence: 'finds nothing below the threshold',
      entries: messages(9, f.START_US),
      findings: 0,
    },
    {
      sentence: 'finds a breach when it is complete',
      entries: messages(10, f.START_US),
      findings: 1,
    },
    {
      sentence: 'holds one finding until a step answers it',
      entries: messages(40, f.START_US),
      findings: 1,
    },
    {
      sentence: 'drops a finding that the warning answered',
      entries: [...messages(10, f.START_US), ...warned],
      findings: 0,
    },
    {
      sentence: 'counts nothing before the warning was delivered',
      entries: [...warned, ...messages(40, f.warnedAtUs + f.SECOND_US)],
      findings: 0,
    },
    {
      sentence: 'counts nothing within the gap after delivery, not even in its last microsecond',
      entries: [...readable, ...messages(10, countsAfterUs)],
      findings: 0,
    },
    {
      sentence: 'does not add to a new breach what was counted before the warning',
      entries: [...messages(9, f.START_US), ...readable, ...messages(9, countsAfterUs + 1)],
      findings: 0,
    },
    {
      sentence: 'finds a new breach after the gap',
      entries: [...readable, ...messages(10, countsAfterUs + 1)],
      findings: 1,
    },
    {
      sentence: 'counts nothing while a restriction runs',
      entries: [
        ...steps(f.historyOf(warn, deliver, restrict)),
        ...messages(40, f.restrictedAtUs + f.SECOND_US),
      ],
      findings: 0,
    },
    {
      sentence: 'counts nothing after a restriction before its notice was delivered',
      entries: [...expired, ...messages(40, f.restrictionEndsAtUs + f.HOUR_US)],
      findings: 0,
    },
    {
      sentence: 'does not count again what an upheld appeal took away',
      entries: [...upheld, ...messages(40, uphold.nowUs - 60 * f.SECOND_US).slice(0, 30)],
      findings: 0,
    },
    {
      sentence: 'counts afresh after an upheld appeal, once its outcome could be read',
      entries: [...upheld, ...messages(10, uphold.nowUs + f.HOUR_US + f.SECOND_US)],
      findings: 1,
    },
    {
      sentence: 'counts nothing before the outcome of an upheld appeal could be read',
      entries: [...upheld, ...messages(10, uphold.nowUs + f.SECOND_US)],
      findings: 0,
    },
    {
      sentence: 'never judges by a new policy what was done under the old one',
      entries: [...messages(9, f.START_US), { policy }, ...messages(9, f.START_US + f.HOUR_US / 2)],
      findings: 0,
    },
    {
      sentence: 'drops a finding of the old policy when a new one comes into force',
      entries: [...messages(10, f.START_US), { policy }],
      findings: 0,
    },
  ])('$sentence', ({ entries, findings }) => {
    expect(watchOf(...entries).findings()).toHaveLength(findings);
  });

  it('finds nothing without a policy', () => {
    const watch = new Watch();
    for (const entry of messages(40, f.START_US)) apply(watch, entry);
    expect(watch.findings()).toEqual([]);
  });

  it('looks once at the facts of an entry, when all of them are counted', () => {
    const watch = watchOf();
    watch.applyFacts(messages(25, f.START_US).map((entry) => entry.fact));
    const foundAtUs = f.START_US + 24 * f.SECOND_US;
    expect(watch.findings()).toMatchObject([{ measured: [{ value: 25 }], foundAtUs }]);
  });

  it('says when the breach began, what was measured and where it stands in the log', () => {
    const [finding] = watchOf(...messages(12, f.START_US)).findings();
    expect(finding).toMatchObject({
      subject: { kind: 'SENDER', id: f.SENDER },
      organisationId: f.ORGANISATION,
      ruleId: 'alike',
      beganAtUs: f.START_US,
      foundAtUs: f.START_US + 9 * f.SECOND_US,
      logSeqs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    });
  });

  it('counts a departure from the organisation for each sender that wrote to the person', () => {
    const watch = new Watch();
    const evaluate: PolicyInForce['evaluate'] = (signals) =>
      signals.optOuts > 0 ? policy.evaluate({ ...signals, sent: 10 }) : [];
    watch.applyPolicy({ ...policy, evaluate }, f.START_US);
    for (const sender of ['snd-1', 'snd-2']) {
      for (const entry of messages(2, f.START_US, sender)) apply(watch, entry);
    }
    const recipient = f.pseudonymOf(1);
    const atUs = f.START_US + f.HOUR_US / 4;
    const fact = { type: 'OrganisationOptedOut', recipient, atUs, seq: 9 } as const;
    watch.applyFacts([{ ...fact, organisationId: 'org-2' }]);
    expect(watch.findings()).toEqual([]);
    watch.applyFacts([{ ...fact, organisationId: f.ORGANISATION }]);
    expect(watch.findings().map((finding) => finding.subject.id)).toEqual(['snd-1', 'snd-2']);
  });

  it('judges by a policy that was activated ahead from its beginning on, and only what was done since', () => {
    const beginUs = f.START_US + 8 * f.SECOND_US;
    const next = { ...policy, activated: { ...policy.activated, effectiveAtUs: beginUs } };
    const watch = watchOf(...messages(6, f.START_US));
    watch.applyPolicy(next, f.START_US + 6 * f.SECOND_US);
    expect(watch.policy).toBe(policy);
    expect(watch.latestPolicy).toBe(next);
    // Two more by the old policy, then nine by the new one: 17 in all, and a breach by neither.
    for (const entry of messages(11, f.START_US + 6 * f.SECOND_US)) apply(watch, entry);
    expect(watch.policy).toBe(next);
    expect(watch.findings()).toEqual([]);
    for (const entry of messages(1, f.START_US + 17 * f.SECOND_US)) apply(watch, entry);
    expect(watch.findings()).toMatchObject([{ beganAtUs: beginUs }]);
  });

  it('notes a breach of a rule on trial once, and nothing follows from it', () => {
    const evaluate: PolicyInForce['evaluate'] = (signals) =>
      policy.evaluate(signals).map((b) => ({ ...b, rule: { ...b.rule, shadow: true } }));
    const watch = new Watch();
    watch.applyPolicy({ ...policy, evaluate }, f.START_US);
    for (const entry of messages(20, f.START_US)) apply(watch, entry);
    expect(watch.findings()).toEqual([]);
    const atUs = f.START_US + 9 * f.SECOND_US;
    expect(watch.shadows.all()).toEqual([{ ruleId: 'alike', senderId: f.SENDER, atUs }]);
  });

  it('finds the same whatever the order of facts of independent senders', () => {
    const plans = fc.tuple(
      fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 3, maxLength: 3 }),
      fc.infiniteStream(fc.nat({ max: 2 })),
    );
    fc.assert(
      fc.property(plans, ([counts, choices]) => {
        const queues = counts.map((count, i) => messages(count, f.START_US, `snd-${i}`));
        const inOrder = watchOf(...queues.flat());
        const mixed: Entry[] = [];
        while (queues.some((queue) => queue.length > 0)) {
          const first = choices.next().value;
          const queue = queues[first]?.length ? queues[first] : queues.find((q) => q.length > 0);
          mixed.push(...(queue?.splice(0, 1) ?? []));
        }
        const bySender = (a: Finding, b: Finding) => a.subject.id.localeCompare(b.subject.id);
        expect(
          watchOf(...mixed)
            .findings()
            .sort(bySender),
        ).toEqual(inOrder.findings().sort(bySender));
      }),
    );
  });

  it('finds by replay, at any point, what the live run found', () => {
    const log: Entry[] = [
      ...messages(12, f.START_US),
      ...readable,
      ...messages(12, countsAfterUs + 1),
      ...expired.slice(readable.length),
      ...messages(12, f.restrictionEndsAtUs + 1),
    ];
    const live = watchOf();
    for (const [index, entry] of log.entries()) {
      apply(live, entry);
      expect(watchOf(...log.slice(0, index + 1)).findings()).toEqual(live.findings());
    }
  });
});
