import { ReleasesReturned } from '@hustings/contracts/dispatch';
import { Outcome, Reason, type SendResult } from '@hustings/contracts/governor';
import { usFromTimestamp } from '@hustings/contracts/timestamp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisions, IMMEDIATE, sendOne, waitFor } from './support/ask.ts';
import { activatePolicy, appendFacts, type SeededSender, seedSender } from './support/facts.ts';
import { messageOf, numberOf, POLICY, type Rig, startRig } from './support/rig.ts';

const CAP = {
  id: 'two-to-a-person',
  shape: 'window',
  max: 2,
  perMs: 600_000,
  guardMs: 0,
  cost: 'messages',
  onUnknownPast: 'empty',
  shadow: false,
  meaning: 'test',
  source: 'test',
} as const;

let rig: Rig;
let parties: SeededSender[];
beforeAll(async () => {
  rig = await startRig();
  const limits = { ...POLICY.limits, recipient: [CAP] };
  await activatePolicy(rig.log, { ...POLICY, limits, dispatch: { releaseMaxAgeMs: 200 } });
  parties = [await seedSender(rig.log, 'fast'), await seedSender(rig.log, 'fast')];
  await counted();
}, 60_000);
afterAll(() => rig.stop());

let person = 0;
const somebodyNew = (): string => numberOf(100 + person++);

function send(party: number, to: string): Promise<SendResult> {
  const sender = parties[party];
  if (!sender) throw new Error('there are two parties');
  return sendOne(rig.client(sender), messageOf(sender, to, IMMEDIATE));
}

/** Waits until the counts are known: before that nobody new is written to. */
async function counted(): Promise<void> {
  await waitFor(async () => {
    expect((await send(0, somebodyNew())).outcome).toBe(Outcome.OUTCOME_RELEASED);
  });
}

async function expectCapped(party: number, to: string): Promise<SendResult> {
  const result = await send(party, to);
  expect(result).toMatchObject({
    outcome: Outcome.OUTCOME_REFUSED,
    reason: Reason.REASON_LIMIT_EXCEEDED,
    ruleId: CAP.id,
  });
  return result;
}

describe('a cap for one person over all organisations', () => {
  it('counts what everybody sends, and says no more than when there is room again', async () => {
    const to = somebodyNew();
    const before = Date.now();
    expect((await send(0, to)).outcome).toBe(Outcome.OUTCOME_RELEASED);
    expect((await send(1, to)).outcome).toBe(Outcome.OUTCOME_RELEASED);
    const refused = await expectCapped(1, to);
    const retryMs = Number(refused.retryAt ? usFromTimestamp(refused.retryAt) : 0n) / 1000;
    expect(Math.abs(retryMs - before - CAP.perMs)).toBeLessThan(20_000);
    expect(JSON.stringify(refused, (_, value) => String(value))).not.toContain(
      parties[0]?.organisationId,
    );
    expect((await send(1, somebodyNew())).outcome).toBe(Outcome.OUTCOME_RELEASED);
  });

  it('lets exactly so many through when all ask at once', async () => {
    const people = [somebodyNew(), somebodyNew(), somebodyNew()];
    const asked = Array.from({ length: 36 }, (_, index) =>
      send(index % 2, people[index % 3] ?? ''),
    );
    const released = (await Promise.all(asked)).filter(
      ({ outcome }) => outcome === Outcome.OUTCOME_RELEASED,
    );
    expect(released).toHaveLength(people.length * CAP.max);
  });

  it('is foreseen by a simulation, which takes no place', async () => {
    const to = somebodyNew();
    const sender = parties[0];
    if (!sender) throw new Error('there are two parties');
    const foresee = async (count: number) => {
      const messages = Array.from({ length: count }, () => messageOf(sender, to, IMMEDIATE));
      const { results } = await rig.client(sender).simulate({ messages });
      return results.map(({ outcome, ruleId }) => (ruleId === '' ? outcome : ruleId));
    };
    const { OUTCOME_RELEASED } = Outcome;
    for (let again = 0; again < 3; again++) {
      expect(await foresee(3)).toEqual([OUTCOME_RELEASED, OUTCOME_RELEASED, CAP.id]);
    }
    await send(1, to);
    await send(1, to);
    const [queued] = (await rig.client(sender).simulate({ messages: [messageOf(sender, to)] }))
      .results;
    expect(queued?.outcome).toBe(Outcome.OUTCOME_QUEUED);
    expect(await foresee(1)).toEqual([CAP.id]);
  });

  it('is foreseen by a plan: whoever is reached gets nothing of it', async () => {
    const [reached, other] = [somebodyNew(), somebodyNew()];
    const sender = parties[0];
    if (!sender) throw new Error('there are two parties');
    await send(1, reached);
    await send(1, reached);
    const plan = await rig.client(sender).planCampaign({
      senderId: sender.senderId,
      messages: 3n,
      recipients: [reached, other],
    });
    expect(plan.messages).toBe(2n);
    expect(plan.never).toMatchObject([{ ruleId: CAP.id, messages: 1n }]);
  });

  it('cancels what is queued for a person who is reached, and the lane goes on', async () => {
    const [to, other] = [somebodyNew(), somebodyNew()];
    const sender = parties[0];
    if (!sender) throw new Error('there are two parties');
    const queued = [to, to, to, other].map((number) => messageOf(sender, number));
    const results = await Promise.all(
      queued.map((message) => sendOne(rig.client(sender), message)),
    );
    const last = await waitFor(async () => {
      const own = (await decisions(rig)).filter(
        ({ messageId, kind }) => kind === 2 && results.some((one) => one.messageId === messageId),
      );
      expect(own).toHaveLength(4);
      return own;
    });
    const outcomes = last.map(({ outcome }) => outcome).toSorted((a, b) => a - b);
    const { OUTCOME_RELEASED, OUTCOME_CANCELLED } = Outcome;
    expect(outcomes).toEqual([
      OUTCOME_RELEASED,
      OUTCOME_RELEASED,
      OUTCOME_RELEASED,
      OUTCOME_CANCELLED,
    ]);
    expect(last.find(({ outcome }) => outcome === OUTCOME_CANCELLED)).toMatchObject({
      ruleId: CAP.id,
      recipientCap: { limitId: CAP.id, counted: false },
    });
  });

  it('gives a place back when a release was handed back uncalled, once', async () => {
    const to = somebodyNew();
    const first = await send(0, to);
    await send(1, to);
    await expectCapped(1, to);
    const released = (await decisions(rig)).find(({ messageId }) => messageId === first.messageId);
    if (!released) throw new Error('the release is in the log');
    const release = { ...released, decisionNumber: released.number };
    const data = ReleasesReturned.encode(
      ReleasesReturned.fromPartial({ returned: [{ release, code: 'STALE' }] }),
    ).finish();
    for (let again = 0; again < 2; again++) {
      const events = [{ eventType: 'dispatch.ReleasesReturned.v1', data }];
      await appendFacts(rig.log, released.organisationId, { events });
    }
    // The returned message stands in its lane again and takes the place that it gave back.
    await waitFor(async () => {
      const again = (await decisions(rig)).filter(({ messageId }) => messageId === first.messageId);
      expect(again.map(({ releaseAttempt }) => releaseAttempt)).toEqual([1, 2]);
    });
    await expectCapped(1, to);
  });

  it('is counted anew from the log when Redis has lost it, and nobody new is reached before', async () => {
    const to = somebodyNew();
    await send(0, to);
    await send(1, to);
    await rig.redis.kill('SIGKILL');
    await rig.redis.restart({ wipe: true });
    await expectCapped(1, somebodyNew());
    await counted();
    await expectCapped(0, to);
    const once = somebodyNew();
    expect((await send(0, once)).outcome).toBe(Outcome.OUTCOME_RELEASED);
    expect((await send(1, once)).outcome).toBe(Outcome.OUTCOME_RELEASED);
    await expectCapped(0, once);
  });

  it('is known to a governor that starts on the same Redis', async () => {
    const to = somebodyNew();
    await send(0, to);
    await send(1, to);
    await rig.restart();
    await counted();
    await expectCapped(0, to);
  });
});
