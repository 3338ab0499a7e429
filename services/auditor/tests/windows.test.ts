import {
  CompromiseHoldPlaced,
  PolicyActivated,
  SubjectKind,
} from '@hustings/contracts/enforcement';
import { DecisionsRecorded, DeliveryMode, Outcome, Reason } from '@hustings/contracts/governor';
import { allGates } from '@hustings/event-log';
import { canonicalPolicy, type PolicyDocument, policyHash } from '@hustings/policy';
import { describe, expect, test } from 'vitest';
import { forge } from './support/mutate.ts';
import { countsOf, runReplay } from './support/run-replay.ts';
import { event, LAYOUT, ORG, SENDER, START_US, Story } from './support/story.ts';

const DECISIONS = { eventType: 'governor.DecisionsRecorded.v1', type: DecisionsRecorded };
const HOUR_US = 3_600_000_000;
/** `START_US` is 09:00 in Madrid, a Friday: the hours of the default policy open and close at 09:00 and 21:00. */
const NIGHT_US = START_US + 13 * HOUR_US;
const NOW = { mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE };

const VOTE = {
  id: 'vote-1',
  jurisdiction: 'ES',
  type: 'general' as const,
  pollingDays: ['2027-01-16'],
  pollOpenLocal: '09:00',
  pollCloseLocal: '20:00',
  timeZones: ['Europe/Madrid'],
  sourceUrl: 'https://example.org/call',
  enteredBy: 'officer-1',
  approvedBy: 'officer-2',
};

async function activate(story: Story, elections: object[]): Promise<void> {
  const policy = {
    ...story.policy,
    windows: { ...story.policy.windows, elections },
  } as PolicyDocument;
  const activated = {
    hash: policyHash(policy),
    document: canonicalPolicy(policy),
    effectiveAtUs: BigInt(story.nowUs),
    approvedBy: ['a', 'b'],
  };
  await story.fact('policy.document', `policy-${story.nowUs}`, {
    events: [event('policy.PolicyActivated.v1', PolicyActivated, activated)],
    organisationId: '',
    gates: allGates(LAYOUT),
  });
}

describe('quiet hours and election silence in a replay', () => {
  test('what waited, was held, refused or cancelled is derived again', async () => {
    const story = await Story.begin();
    const [early] = await story.admit(['ana']);
    expect(early).toMatchObject({ outcome: Outcome.OUTCOME_QUEUED, reason: 0 });
    story.nowUs = NIGHT_US;
    const [queued] = await story.admit(['bob']);
    expect(queued).toMatchObject({
      outcome: Outcome.OUTCOME_QUEUED,
      reason: Reason.REASON_QUIET_HOURS,
      ruleId: 'quiet:ES',
    });
    const [held] = await story.admit(['eve'], NOW);
    expect(held).toMatchObject({ outcome: Outcome.OUTCOME_HELD });
    expect(await story.release(['ana'])).toEqual([]);
    await activate(story, [VOTE]);
    const [refused] = await story.admit(['zoe']);
    expect(refused).toMatchObject({ reason: Reason.REASON_ELECTION_SILENCE });
    const [cancelled] = await story.release(['ana']);
    expect(cancelled).toMatchObject({
      outcome: Outcome.OUTCOME_CANCELLED,
      ruleId: 'silence:vote-1',
    });
    expect(runReplay(await story.entries()).differences).toBe(0);
  });

  test('a place that was changed in the record shows', async () => {
    const story = await Story.begin();
    story.nowUs = NIGHT_US;
    await story.admit(['bob']);
    const forged = forge(await story.entries(), DECISIONS, ({ decisions: [decision] }) => {
      if (decision) decision.place = ';Asia/Tokyo;';
    });
    expect(countsOf(runReplay(forged)).differences).toBe(1);
  });

  test('a policy that lifts a silence that has begun is found', async () => {
    const story = await Story.begin();
    await activate(story, [VOTE]);
    story.nowUs += HOUR_US;
    await activate(story, [VOTE, { ...VOTE, id: 'vote-2' }]);
    expect(runReplay(await story.entries()).findings.count('PROCESS')).toBe(0);
    story.nowUs += HOUR_US;
    await activate(story, [VOTE]);
    const [found] = runReplay(await story.entries()).findings.kept();
    expect(found?.text).toMatch(/lifts the silence of election vote-2/);
  });
});

test('a compromise hold without notice and reasons is found', async () => {
  const story = await Story.begin();
  const hold = {
    holdId: 'hld-1',
    subjectKind: SubjectKind.SUBJECT_KIND_SENDER,
    subjectId: SENDER,
    organisationId: ORG,
    startsAtUs: BigInt(story.nowUs),
  };
  await story.binding('enforcement.hold', SENDER, [
    event('enforcement.CompromiseHoldPlaced.v1', CompromiseHoldPlaced, hold),
  ]);
  const [held] = await story.admit(['ana']);
  expect(held).toMatchObject({
    outcome: Outcome.OUTCOME_HELD,
    reason: Reason.REASON_COMPROMISE_HOLD,
    ruleId: 'hld-1',
  });
  const { differences, findings } = runReplay(await story.entries());
  expect(differences).toBe(0);
  expect(findings.kept().map(({ text }) => text)).toEqual([
    'hold hld-1 told nobody',
    'hold hld-1 states no reasons',
    'hold hld-1 does not say who decided',
  ]);
});
