import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileRules, parsePolicyText, SIGNAL_NAMES, type Signals } from '../src/index.ts';

const QUIET: Signals = {
  sent: 0,
  recipients: 0,
  replies: 0,
  replyShare: 0,
  neverRepliedShare: 0,
  nearDuplicateShare: 0,
  linkMismatchShare: 0,
  reports: 0,
  blocks: 0,
  optOuts: 0,
  optOutShare: 0,
  ungrantedAttempts: 0,
  reporters: 0,
  weightedReports: 0,
  weightedReportsPerThousand: 0,
  blocksPerThousand: 0,
  providerNotices: 0,
  qualityDrops: 0,
  ageHours: 0,
  newcomerBurst: 0,
  baselineDays: 0,
  volumeJump: 0,
  monthSent: 0,
  monthComplaintShare: 0,
  newToolShare: 0,
  newToolSent: 0,
  strangerShare: 0,
  strangerShareBefore: 0,
  strangers: 0,
  strangerComplaintShare: 0,
  slowHours: 0,
  familySent: 0,
  familyOrganisations: 0,
  familySenders: 0,
  reportsPerThousand: 0,
};

/** Near-identical, one-way, deceptive: the second story. */
const DECEPTIVE: Signals = {
  ...QUIET,
  sent: 600,
  recipients: 600,
  replies: 4,
  replyShare: 0.007,
  neverRepliedShare: 0.993,
  nearDuplicateShare: 0.98,
  linkMismatchShare: 1,
};

/** As much, as alike and as one-way, but the link leads where it says. */
const HONEST: Signals = {
  ...DECEPTIVE,
  replies: 72,
  replyShare: 0.12,
  neverRepliedShare: 0.88,
  linkMismatchShare: 0,
  optOuts: 12,
  optOutShare: 0.02,
  reports: 2,
  reportsPerThousand: 3.3,
  blocks: 3,
};

function rulesOf(name: string) {
  const url = new URL(`../../../examples/policies/${name}.json`, import.meta.url);
  const parsed = parsePolicyText(readFileSync(url, 'utf8'));
  const rules = parsed.ok ? compileRules(parsed.value) : parsed;
  if (!rules.ok) throw new Error(JSON.stringify(rules.error));
  return rules.value;
}

const CASES: { story: string; signals: Signals; breached: string[] }[] = [
  { story: 'nothing happened', signals: QUIET, breached: [] },
  { story: 'an honest campaign', signals: HONEST, breached: [] },
  { story: 'deceptive bulk', signals: DECEPTIVE, breached: ['deceptive-bulk'] },
  {
    story: 'deceptive bulk with a true link',
    signals: { ...DECEPTIVE, linkMismatchShare: 0 },
    breached: [],
  },
  { story: 'different texts', signals: { ...DECEPTIVE, nearDuplicateShare: 0.5 }, breached: [] },
  {
    story: 'many who know the sender',
    signals: { ...DECEPTIVE, neverRepliedShare: 0.5 },
    breached: [],
  },
  { story: 'a handful of messages', signals: { ...DECEPTIVE, sent: 20 }, breached: [] },
  {
    story: 'one attempt by a stray tool',
    signals: { ...QUIET, ungrantedAttempts: 1 },
    breached: [],
  },
  {
    story: 'a tool out of control',
    signals: { ...QUIET, ungrantedAttempts: 10 },
    breached: ['ungranted-tool'],
  },
  {
    story: 'many reports',
    signals: {
      ...HONEST,
      ...{ weightedReports: 20, weightedReportsPerThousand: 33, optOutShare: 0.07 },
    },
    breached: ['reported-by-recipients'],
  },
  {
    story: 'many reports, and nothing else that speaks against the sender',
    signals: { ...HONEST, reports: 200, weightedReports: 200, weightedReportsPerThousand: 330 },
    breached: [],
  },
  {
    story: 'the same reports among very many messages',
    signals: { ...HONEST, sent: 100_000, reports: 20, reportsPerThousand: 0.2 },
    breached: [],
  },
  {
    story: 'a list that nobody asked for',
    signals: { ...HONEST, optOuts: 180, optOutShare: 0.3 },
    breached: ['mass-opt-out'],
  },
];

describe.each(['default', 'demo'])('the rules of the policy %s', (name) => {
  test.each(CASES)('$story', ({ signals, breached }) => {
    const found = rulesOf(name).evaluate(signals);
    expect(found.map(({ rule }) => rule.id)).toEqual(breached);
  });
});

test('a breach carries what was measured and with what it was compared', () => {
  const [breach] = rulesOf('default').evaluate(DECEPTIVE);
  expect(breach?.measured).toEqual([
    { name: 'sent', value: 600, threshold: 200 },
    { name: 'nearDuplicateShare', value: 0.98, threshold: 0.8 },
    { name: 'neverRepliedShare', value: 0.993, threshold: 0.85 },
    { name: 'linkMismatchShare', value: 1, threshold: 0.5 },
  ]);
});

test('the names of the signals are those of the record', () => {
  expect([...SIGNAL_NAMES].sort()).toEqual(Object.keys(QUIET).sort());
});
