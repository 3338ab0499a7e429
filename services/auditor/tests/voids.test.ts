import { type Decision, DeliveryMode, Outcome, Reason } from '@hustings/contracts/governor';
import { CampaignClosed } from '@hustings/contracts/registry';
import { present } from '@hustings/kernel';
import { describe, expect, test } from 'vitest';
import { countsOf, runReplay } from './support/run-replay.ts';
import { CAMPAIGN, event, ORG, Story } from './support/story.ts';

const NOW = { mode: DeliveryMode.DELIVERY_MODE_IMMEDIATE };

/** Twenty a second and a guard of 10 ms: how long the sender's window remembers a spend. */
const MEMORY_US = 1_010_000;

/** Messages a second of the sender. */
const MAX = 20;

const SECOND_US = 1_000_000;
/** One in six seconds, 45 at once: how long an empty pair takes to be full again. */
const PAIR_MEMORY_US = 45 * 6 * SECOND_US;

/** More people than the sender's window lets out at once. */
const CROWD = Array.from({ length: 21 }, (_, index) => `p${index}`);

/** Records one more decision like another, with other words. */
async function recordLike(story: Story, like: Decision, changes: Partial<Decision>): Promise<void> {
  const eve = { messageId: 'msg-eve', recipient: 'eve', idempotencyKey: 'key-eve' };
  await story.record([{ ...like, ...eve, number: like.number + 1n, ...changes }]);
}

/** A refusal for a limit that only spends outside the log can explain. */
async function refuseForLimit(story: Story): Promise<void> {
  const [released] = await story.admit(['bob'], NOW);
  await recordLike(story, present(released, 'a decision'), {
    outcome: Outcome.OUTCOME_REFUSED,
    reason: Reason.REASON_LIMIT_EXCEEDED,
    ruleId: 'sender-per-second',
    retryAtUs: BigInt(story.nowUs + 500_000),
  });
}

/** The last of a crowd, refused for the limit, after a call was voided. */
async function refuseCrowd(): Promise<{ story: Story; refused: Decision }> {
  const story = await Story.begin();
  const decisions = await story.admit(CROWD, { ...NOW, voided: 1 });
  const refused = present(decisions.at(-1), 'a decision');
  expect(refused).toMatchObject({ reason: Reason.REASON_LIMIT_EXCEEDED });
  return { story, refused };
}

test('an exact refusal for a limit is no difference', async () => {
  const { story } = await refuseCrowd();
  expect(runReplay(await story.entries()).differences).toBe(0);
});

test('a refusal stricter than the oracle is a difference', async () => {
  const story = await Story.begin();
  await story.admit(['ana'], NOW);
  await refuseForLimit(story);
  expect(countsOf(runReplay(await story.entries())).differences).toBe(1);
});

describe('a void', () => {
  test.each([
    [MEMORY_US, 0],
    [MEMORY_US + 1, 1],
  ])('explains a stricter refusal for %i µs', async (ageUs, differences) => {
    const story = await Story.begin();
    await story.admit(['ana'], { ...NOW, voided: 1 });
    story.nowUs += ageUs;
    await refuseForLimit(story);
    expect(runReplay(await story.entries()).differences).toBe(differences);
  });

  test('explains a refusal that lasts longer, and none that is over sooner', async () => {
    for (const [shiftUs, differences] of [
      [1n, 0],
      [-1n, 1],
    ] as const) {
      const { story, refused } = await refuseCrowd();
      await recordLike(story, refused, { retryAtUs: refused.retryAtUs + shiftUs });
      expect(runReplay(await story.entries()).differences).toBe(differences);
    }
  });

  test('explains no refusal for a limit where the oracle has another reason', async () => {
    const { story, refused } = await refuseCrowd();
    const closed = { campaignId: CAMPAIGN, organisationId: ORG };
    await story.binding('registry.campaign', CAMPAIGN, [
      event('registry.CampaignClosed.v1', CampaignClosed, closed),
    ]);
    await recordLike(story, refused, {});
    expect(runReplay(await story.entries()).firstDifferences).toMatchObject([
      { derived: 'REFUSED CAMPAIGN_CLOSED' },
    ]);
  });

  test('explains a refusal that left room for the next of its group', async () => {
    const story = await Story.begin();
    // The oracle sees room for one more. The voided call had spent what the first person's pair allows.
    const released = await story.admit(CROWD.slice(0, MAX - 1), { ...NOW, voided: 1 });
    const like = present(released.at(-1), 'a decision');
    const refusal = {
      outcome: Outcome.OUTCOME_REFUSED,
      reason: Reason.REASON_LIMIT_EXCEEDED,
      ruleId: 'sender-to-recipient',
      retryAtUs: BigInt(story.nowUs + 500_000),
    };
    const named = (name: string) => ({
      ...like,
      ...{ messageId: `msg-${name}`, recipient: name, idempotencyKey: `key-${name}` },
    });
    await story.record([
      { ...named('eve'), ...refusal, number: like.number + 1n },
      { ...named('frank'), number: like.number + 2n },
    ]);
    expect(runReplay(await story.entries()).firstDifferences).toEqual([]);
  });

  test('explains a refusal for as long as the bucket was never full since', async () => {
    const explained: number[] = [];
    for (const restUs of [2 * SECOND_US, PAIR_MEMORY_US + SECOND_US]) {
      const story = await Story.begin();
      const [first] = await story.admit(['ana'], { ...NOW, voided: 1 });
      const like = present(first, 'a decision');
      story.nowUs += PAIR_MEMORY_US - SECOND_US;
      const again = { messageId: 'msg-again', idempotencyKey: 'key-again', recipient: 'ana' };
      await recordLike(story, like, again);
      story.nowUs += restUs;
      const refusal = {
        outcome: Outcome.OUTCOME_REFUSED,
        reason: Reason.REASON_LIMIT_EXCEEDED,
        ruleId: 'sender-to-recipient',
        retryAtUs: BigInt(story.nowUs + 500_000),
      };
      await recordLike(story, like, { recipient: 'ana', number: like.number + 2n, ...refusal });
      explained.push(runReplay(await story.entries()).differences);
    }
    expect(explained).toEqual([0, 1]);
  });

  test('explains no release that the oracle refuses', async () => {
    const { story, refused } = await refuseCrowd();
    await recordLike(story, refused, {
      outcome: Outcome.OUTCOME_RELEASED,
      reason: Reason.REASON_UNSPECIFIED,
      ruleId: '',
      retryAtUs: 0n,
    });
    expect(runReplay(await story.entries()).firstDifferences).toMatchObject([
      { messageId: 'msg-eve', recorded: 'RELEASED' },
    ]);
  });
});

test('without a void a refusal that lasts longer is a difference', async () => {
  const story = await Story.begin();
  const decisions = await story.admit(CROWD, NOW);
  const refused = present(decisions.at(-1), 'a decision');
  await recordLike(story, refused, { retryAtUs: refused.retryAtUs + 1n });
  expect(runReplay(await story.entries()).differences).toBe(1);
});
