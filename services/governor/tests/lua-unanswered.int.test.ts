import { Outcome } from '@hustings/contracts/governor';
import type { GateVerdict, PolicyDocument } from '@hustings/policy';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type GateUnderTest, luaGate, oracleGate } from './lua-gates.ts';
import * as world from './lua-world.ts';

const IMPLEMENTATIONS = [
  { name: 'the oracle', open: async () => oracleGate(), runs: 200 },
  { name: 'the scripts', open: () => luaGate(inject('redisUrl')), runs: 25 },
];
const SPAN_US = 20 * world.SECOND;
const POLICY = world.policyWith({ sender: [world.unansweredLimit('u', [2, 20_000])] });
const { organisationId } = world.CONTEXT;

const happenings = fc.array(
  fc.record({
    laterUs: fc.oneof(fc.integer({ min: 0, max: 4 * world.SECOND }), fc.constant(SPAN_US)),
    recipient: fc.nat({ max: 3 }).map((index) => `r-${index}`),
    replies: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
  }),
  { minLength: 10, maxLength: 50 },
);

function isReleased(verdict: GateVerdict | undefined): boolean {
  return verdict?.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
}

describe.each(IMPLEMENTATIONS)('unanswered messages in $name', ({ open, runs }) => {
  let gate: GateUnderTest;
  let seq = 0;
  let asked = 0;

  async function begin(policy: PolicyDocument): Promise<void> {
    seq = 1;
    const facts = [...world.registered(), world.activated(policy)];
    await gate.apply([{ seq, marker: false, facts }]);
  }

  async function send(nowUs: number, recipient: string): Promise<GateVerdict | undefined> {
    const call = await gate.decide(nowUs, [world.immediate(`${asked++}`, { recipient })]);
    await gate.record(++seq, call);
    return call.decision.verdicts[0];
  }

  async function reply(atUs: number, recipient: string): Promise<void> {
    const facts = [{ type: 'Replied' as const, organisationId, recipient, atUs }];
    await gate.apply([{ seq: ++seq, marker: false, facts }]);
  }

  beforeEach(async () => {
    gate = await open();
  });

  afterEach(() => gate.close());

  test('nobody gets more than the maximum since the last reply in any period, and nobody gets less', async () => {
    const property = fc.asyncProperty(happenings, async (all) => {
      await gate.close();
      gate = await open();
      await begin(POLICY);
      let nowUs = world.T0;
      const sent = new Map<string, number[]>();
      const repliedAt = new Map<string, number>();
      for (const { laterUs, recipient, replies } of all) {
        nowUs += laterUs;
        if (replies) {
          await reply(nowUs, recipient);
          repliedAt.set(recipient, nowUs);
          continue;
        }
        // A reply answers what was sent before it and at its very instant, in whatever order the log has them.
        const afterUs = Math.max(repliedAt.get(recipient) ?? 0, nowUs - SPAN_US);
        const counted = (sent.get(recipient) ?? []).filter((atUs) => atUs > afterUs);
        const verdict = await send(nowUs, recipient);
        // By brute force, from what was released alone.
        expect(isReleased(verdict)).toBe(counted.length < 2);
        if (counted.length >= 2) {
          expect(verdict).toMatchObject({ ruleId: 'u', retryAtUs: Number(counted[0]) + SPAN_US });
        }
        if (isReleased(verdict)) counted.push(nowUs);
        sent.set(recipient, counted);
      }
    });
    // This story has two messages at the very instant of a reply.
    await fc.assert(property, { seed: -1227728740, path: '5', numRuns: 1 });
    await fc.assert(property, { numRuns: runs });
  });

  test('a reply at the instant of a message answers it', async () => {
    await begin(POLICY);
    await send(world.T0, 'r-1');
    await send(world.T0, 'r-1');
    await reply(world.T0, 'r-1');
    expect(isReleased(await send(world.T0, 'r-1'))).toBe(true);
  });

  test('of an organisation, whichever of its numbers writes', async () => {
    await begin(world.policyWith({ organisation: [world.unansweredLimit('u', [1, 20_000])] }));
    const second = { ...world.CONTEXT, senderId: 'snd-b' };
    await gate.apply([{ seq: ++seq, marker: false, facts: world.registered(second) }]);
    await send(world.T0, 'r-1');
    const other = world.immediate('other', { recipient: 'r-1', context: second });
    const { decision } = await gate.decide(world.T0 + 1, [other]);
    expect(decision.verdicts).toMatchObject([{ ruleId: 'u' }]);
  });

  test('a queued message waits for the period or a reply', async () => {
    await begin(world.policyWith({ sender: [world.unansweredLimit('u', [1, 20_000])] }));
    const recipient = 'r-1';
    const queued = [world.request('a', { recipient }), world.request('b', { recipient })];
    await gate.record(++seq, await gate.decide(world.T0, queued));
    const releases = [world.release('a', { recipient }), world.release('b', { recipient })];
    const first = await gate.decide(world.T0, releases);
    expect(first.decision.verdicts).toMatchObject([
      { outcome: Outcome.OUTCOME_RELEASED },
      { answer: 'WAIT', ruleId: 'u', againAtUs: world.T0 + SPAN_US },
    ]);
    await gate.record(++seq, first);
    await reply(world.T0 + 1, recipient);
    const second = await gate.decide(world.T0 + 2, [releases[1] ?? world.release('b')]);
    expect(second.decision.verdicts).toMatchObject([{ outcome: Outcome.OUTCOME_RELEASED }]);
  });

  test('a new limit knows nothing yet, except of those who have replied since it began', async () => {
    await begin(world.policyWith({ sender: [world.windowLimit('w', [100, 1_000])] }));
    const changedAt = world.T0 + world.SECOND;
    await gate.apply([
      { seq: ++seq, marker: false, facts: [world.activated(POLICY, changedAt, 'second')] },
    ]);
    expect(await send(changedAt, 'r-1')).toMatchObject({ retryAtUs: changedAt + SPAN_US });
    await reply(changedAt, 'r-1');
    expect(isReleased(await send(changedAt, 'r-1'))).toBe(true);
    expect(isReleased(await send(changedAt + SPAN_US, 'r-2'))).toBe(true);
  });
});
