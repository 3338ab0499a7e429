import { InboundKind, InboundReceived, ReleasesReturned } from '@hustings/contracts/dispatch';
import { type Decision, DecisionKind, Outcome, Reason } from '@hustings/contracts/governor';
import { OptedIn, OptedOut, Recognition, Scope } from '@hustings/contracts/optout';
import { CampaignClosed } from '@hustings/contracts/registry';
import { describe, expect, test } from 'vitest';
import { type AllPoliticalSteps, addAllPolitical } from '../src/domain/all-political.ts';
import { finish, optOut, refsOf, start } from './support/campaign-story.ts';
import { countsOf, runReplay } from './support/run-replay.ts';
import { CAMPAIGN, event, isReleased, ORG, SENDER, Story } from './support/story.ts';

const WHO = { recipient: 'ana', organisationId: ORG };

/** Records a release whatever the rules say, as a governor that lost its memory would. */
async function forceRelease(story: Story, decision: Decision | undefined): Promise<Decision> {
  if (decision === undefined) throw new Error('nothing was decided');
  const forced = {
    ...decision,
    number: decision.number + 1n,
    kind: DecisionKind.DECISION_KIND_RELEASE,
    outcome: Outcome.OUTCOME_RELEASED,
    reason: Reason.REASON_UNSPECIFIED,
    estimatedReleaseAtUs: 0n,
  };
  await story.record([forced]);
  return forced;
}

async function optOutBy(story: Story, fields: object): Promise<void> {
  await story.binding('optout.recipient', `${ORG}-ana`, [
    event('optout.OptedOut.v1', OptedOut, { ...WHO, ...fields }),
  ]);
}

const scopes: [string, object, number][] = [
  ['the organisation', { scope: Scope.SCOPE_ORGANISATION }, 1],
  ['the campaign', { scope: Scope.SCOPE_CAMPAIGN, scopeId: CAMPAIGN }, 1],
  ['another campaign', { scope: Scope.SCOPE_CAMPAIGN, scopeId: 'cmp-b' }, 0],
  ['the sender', { scope: Scope.SCOPE_SENDER, scopeId: SENDER }, 1],
  ['another sender', { scope: Scope.SCOPE_SENDER, scopeId: 'snd-b' }, 0],
];

describe('a release after an opt-out', () => {
  test.each(scopes)('from %s', async (_, fields, violations) => {
    const story = await Story.begin();
    const [queued] = await story.admit(['ana']);
    await optOutBy(story, fields);
    await forceRelease(story, queued);
    const report = runReplay(await story.entries());
    expect(report.findings.count('OPT_OUT')).toBe(violations);
    expect(report.differences).toBe(violations);
  });

  test('is none when the person opted in again', async () => {
    const story = await Story.begin();
    const [queued] = await story.admit(['ana']);
    const scope = { scope: Scope.SCOPE_ORGANISATION };
    await optOutBy(story, scope);
    await story.fact('optout.recipient', `${ORG}-ana`, {
      events: [event('optout.OptedIn.v1', OptedIn, { ...WHO, ...scope })],
    });
    await forceRelease(story, queued);
    expect(runReplay(await story.entries()).findings.count('OPT_OUT')).toBe(0);
  });

  test('is named with both positions', async () => {
    const story = await Story.begin();
    const [queued] = await story.admit(['ana']);
    await optOutBy(story, { scope: Scope.SCOPE_ORGANISATION });
    await forceRelease(story, queued);
    const [found] = runReplay(await story.entries()).findings.kept();
    expect(found).toEqual({
      kind: 'OPT_OUT',
      seq: 11,
      text: 'decision 2 releases message msg-ana after the opt-out 0:9',
    });
  });
});

describe('a hand-off around an opt-out', () => {
  async function released(): Promise<{ story: Story; decisions: Decision[] }> {
    const story = await Story.begin();
    await story.admit(['ana']);
    const decisions = await story.release(['ana']);
    expect(decisions.filter(isReleased)).toHaveLength(1);
    return { story, decisions };
  }

  test('that begins after the acknowledgement is a violation', async () => {
    const { story, decisions } = await released();
    await optOut(story, 'ana');
    await start(story, decisions);
    await finish(story, decisions);
    expect(countsOf(runReplay(await story.entries()))).toEqual({ optOut: 1 });
  });

  test('that began before it is none', async () => {
    const { story, decisions } = await released();
    await start(story, decisions);
    await optOut(story, 'ana');
    await finish(story, decisions);
    expect(countsOf(runReplay(await story.entries()))).toEqual({});
  });

  test('that begins before the acknowledgement is none', async () => {
    const { story, decisions } = await released();
    await optOutBy(story, { scope: Scope.SCOPE_ORGANISATION, inboundId: 'in-1' });
    await start(story, decisions);
    await finish(story, decisions);
    expect(countsOf(runReplay(await story.entries()))).toEqual({});
  });

  test('that the last look gave back was never called', async () => {
    const { story, decisions } = await released();
    await optOut(story, 'ana');
    await start(story, decisions);
    const returned = refsOf(decisions).map((release) => ({ release, code: 'OPTED_OUT' }));
    await story.fact('dispatch.outbox', SENDER, {
      events: [event('dispatch.ReleasesReturned.v1', ReleasesReturned, { returned })],
    });
    expect(countsOf(runReplay(await story.entries()))).toEqual({ open: 1 });
  });
});

describe('opt-outs from all political senders', () => {
  const PSEUDONYM = 'all-ana';
  const linkOf = () => PSEUDONYM;

  async function optOutOfAll(story: Story): Promise<AllPoliticalSteps> {
    await story.fact('optout.recipient', PSEUDONYM, {
      partition: 'all',
      organisationId: '',
      events: [
        event('optout.OptedOut.v1', OptedOut, {
          recipient: PSEUDONYM,
          scope: Scope.SCOPE_ALL_POLITICAL,
          inboundId: 'in-all',
        }),
      ],
    });
    return readAll(story);
  }

  async function readAll(story: Story): Promise<AllPoliticalSteps> {
    const steps: AllPoliticalSteps = new Map();
    for (const entry of await story.entries('all')) {
      if ('commit' in entry) addAllPolitical(steps, entry);
    }
    return steps;
  }

  test('a flag that agrees with the list is no difference', async () => {
    const story = await Story.begin();
    const allPolitical = await optOutOfAll(story);
    await story.admit(['ana'], { allPolitical: true });
    const report = runReplay(await story.entries(), { allPolitical, linkOf });
    expect(countsOf(report)).toEqual({});
  });

  test('a flag that the list contradicts is a difference', async () => {
    const story = await Story.begin();
    const allPolitical = await optOutOfAll(story);
    await story.admit(['ana'], { allPolitical: false });
    const report = runReplay(await story.entries(), { allPolitical, linkOf });
    expect(countsOf(report)).toEqual({ differences: 1, open: 1 });
  });

  test('a flag that the list contradicts is one even where another reason decided', async () => {
    const story = await Story.begin();
    const allPolitical = await optOutOfAll(story);
    const closed = { campaignId: CAMPAIGN, organisationId: ORG };
    await story.binding('registry.campaign', CAMPAIGN, [
      event('registry.CampaignClosed.v1', CampaignClosed, closed),
    ]);
    await story.admit(['ana'], { allPolitical: false });
    const report = runReplay(await story.entries(), { allPolitical, linkOf });
    expect(report.firstDifferences).toMatchObject([
      { derived: 'opted out from all political senders: true' },
    ]);
  });

  test('a release against the list is a violation', async () => {
    const story = await Story.begin();
    const allPolitical = await optOutOfAll(story);
    await story.admit(['ana']);
    await story.release(['ana']);
    const report = runReplay(await story.entries(), { allPolitical, linkOf });
    expect(report.findings.count('OPT_OUT')).toBe(1);
    expect(report.differences).toBe(2);
  });

  test('an erased link leaves the recorded flag and is counted', async () => {
    const story = await Story.begin();
    const allPolitical = await optOutOfAll(story);
    await story.admit(['ana'], { allPolitical: true });
    const report = runReplay(await story.entries(), { allPolitical, linkOf: () => null });
    expect(countsOf(report)).toEqual({ unlinkable: 1 });
  });

  test.each([
    [10_000_000, 0],
    [10_000_001, 1],
  ])('a release that does not know an opt-out of %i µs ago', async (ageUs, violations) => {
    const story = await Story.begin();
    await story.admit(['ana']);
    story.nowUs += ageUs;
    await story.release(['ana']);
    const released = await story.entries();
    story.nowUs -= ageUs;
    const allPolitical = await optOutOfAll(story);
    const report = runReplay(released, { allPolitical, linkOf });
    expect(report.findings.count('OPT_OUT')).toBe(violations);
  });

  test('a hand-off after the acknowledgement is a violation', async () => {
    const story = await Story.begin();
    await story.admit(['ana']);
    const decisions = await story.release(['ana']);
    const allPolitical = await optOutOfAll(story);
    await story.fact('dispatch.inbox', SENDER, {
      events: [
        event('dispatch.InboundReceived.v1', InboundReceived, {
          ...WHO,
          inboundId: 'in-all',
          kind: InboundKind.INBOUND_KIND_REPLY,
          recognition: Recognition.RECOGNITION_OPT_OUT,
        }),
      ],
    });
    await start(story, decisions);
    await finish(story, decisions);
    const report = runReplay(await story.entries(), { allPolitical, linkOf });
    expect(countsOf(report)).toEqual({ optOut: 1 });

    // Whoever opts in again later has excused nothing; before the hand-off it would have been theirs to ask.
    const out = allPolitical.get(PSEUDONYM) ?? [];
    const last = out.at(-1);
    if (last === undefined) throw new Error('nobody has opted out');
    const again = (atUs: number): AllPoliticalSteps =>
      new Map([[PSEUDONYM, [...out, { ...last, seq: last.seq + 1, out: false, atUs }]]]);
    const later = again(Number(story.nowUs) + 60_000_000);
    const inTime = again(0);
    const entries = await story.entries();
    expect(countsOf(runReplay(entries, { allPolitical: later, linkOf }))).toEqual({ optOut: 1 });
    expect(countsOf(runReplay(entries, { allPolitical: inTime, linkOf }))).toEqual({});
  });
});
