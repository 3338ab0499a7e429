import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NameComparisonRun } from '../src/domain/parity/compare-names.ts';
import { DryRun } from '../src/domain/policy/dry-run.ts';
import type { PolicyInForce } from '../src/domain/policy/policy-in-force.ts';
import type { SignalFact } from '../src/domain/signals/fact.ts';
import * as f from './fixtures.ts';

const rule = {
  ...({ id: 'alike', clause: 'terms 1', subject: 'SENDER', when: 'sent >= 5.0' } as const),
  ...{ summary: 'Alike.', explanation: 'Alike.', howToFix: 'Vary.' },
};

/** Five alike messages, or a text of two organisations, breach the rule; sender "snd-0" may be treated otherwise. */
function policyWith(favoured = (_sent: number) => false): PolicyInForce {
  return {
    activated: {
      type: 'PolicyActivated',
      ...{ hash: 'ab'.repeat(32), document: '{}', effectiveAtUs: 0, approvedBy: [] },
    },
    windowMs: 86_400_000,
    ladder: f.ladder,
    isCampaignTime: () => false,
    nextVote: () => null,
    evaluate: ({ sent, familyOrganisations, reports }) =>
      !favoured(sent) && (sent >= 5 || familyOrganisations > 1 || reports > 2)
        ? [{ rule, measured: [{ name: 'sent', value: sent, threshold: 5 }] }]
        : [],
  };
}

const facts = fc.array(
  fc.record({
    type: fc.constantFrom(
      'MessageReleased',
      'MessageReleased',
      'Reported',
      'ReplyReceived',
      'OptedOut',
    ),
    sender: fc.nat({ max: 3 }),
    recipient: fc.nat({ max: 20 }),
    family: fc.nat({ max: 2 }),
    afterUs: fc.constantFrom(0, f.SECOND_US, f.HOUR_US, 26 * f.HOUR_US),
  }),
  { maxLength: 120 },
);

function factsOf(
  drawn: { type: string; sender: number; recipient: number; family: number; afterUs: number }[],
) {
  let atUs = f.START_US;
  return drawn.map(({ type, sender, recipient, family, afterUs }, index): SignalFact => {
    atUs += afterUs;
    const who = { senderId: `snd-${sender}`, organisationId: `org-${sender % 2}` };
    const person = { recipient: f.pseudonymOf(recipient), familyId: `fam-${family}` };
    const rest = { linkMismatch: false, tool: 't', atUs, seq: index + 1 };
    return { type, ...who, ...person, ...rest } as SignalFact;
  });
}

function compare(policy: PolicyInForce, all: SignalFact[]) {
  const run = new NameComparisonRun(policy, (id) => `other-${[...id].reverse().join('')}`);
  for (const fact of all) run.applyFacts([fact]);
  return run.finish(f.START_US + 400 * f.DAY_US);
}

describe('the same policy on the same facts', () => {
  it('has the same outcome under another name', () => {
    let steps = 0;
    fc.assert(
      fc.property(facts, (drawn) => {
        const found = compare(policyWith(), factsOf(drawn));
        expect(found).toMatchObject({ differences: 0, firstDifferences: [] });
        steps += found.steps;
      }),
      { seed: 20_261_122, numRuns: 300 },
    );
    expect(steps).toBeGreaterThan(200);
  });

  it('is seen to differ when a policy looks at more than the facts', () => {
    let asked = 0;
    const moody = policyWith(() => asked++ % 2 === 0);
    const all = factsOf(
      Array.from({ length: 9 }, (_, i) => ({
        type: 'MessageReleased',
        sender: 0,
        recipient: i,
        family: 0,
        afterUs: 1,
      })),
    );
    const found = compare(moody, all);
    expect(found.differences).toBeGreaterThan(0);
    expect(found.firstDifferences[0]).toContain('under the real name');
  });
});

describe('a dry run', () => {
  const messages = (count: number, fromUs: number) =>
    Array.from(
      { length: count },
      (_, i): SignalFact => ({
        type: 'MessageReleased',
        ...{
          senderId: 'snd-1',
          organisationId: 'org-1',
          recipient: f.pseudonymOf(i),
          familyId: 'fam',
        },
        ...{ linkMismatch: false, tool: 't', atUs: fromUs + i * f.SECOND_US, seq: i + 1 },
      }),
    );

  it('judges nothing before its beginning, and says what would have followed after it', () => {
    const run = new DryRun(policyWith(), f.START_US);
    for (const fact of messages(9, f.START_US - f.DAY_US)) run.applyFacts([fact]);
    for (const fact of messages(5, f.START_US)) run.applyFacts([fact]);
    // Deemed delivered after a day, and an hour later facts count again.
    const laterUs = f.START_US + 26 * f.HOUR_US;
    for (const fact of messages(8, laterUs)) run.applyFacts([fact]);
    const outcome = run.finish(laterUs + f.HOUR_US);
    expect(outcome).toMatchObject({
      ...{ facts: 13, senders: 1, measureCount: 2 },
      rules: [{ ruleId: 'alike', warned: 1, restricted: 1, shadow: 0 }],
      measures: [
        { measure: 'WARNED', atUs: f.START_US + 4 * f.SECOND_US, sentAfter: 0 },
        { measure: 'RESTRICTED', atUs: laterUs + 4 * f.SECOND_US, sentAfter: 3 },
      ],
    });
  });
});
