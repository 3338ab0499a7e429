import { Outcome, Reason } from '@hustings/contracts/governor';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type GateUnderTest, oracleGate } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const IMPLEMENTATIONS = [{ name: 'the oracle', open: async () => oracleGate() }, ...luaGates()];

const FIRST = {
  messageId: 'msg-a',
  outcome: Outcome.OUTCOME_QUEUED,
  decisionNumber: 1,
  seq: 2,
  estimatedReleaseAtUs: world.T0,
};

const OTHER = {
  ...world.CONTEXT,
  organisationId: 'org-b',
  credentialId: 'crd-b',
  senderId: 'snd-b',
  campaignId: 'cmp-b',
};

describe.each(IMPLEMENTATIONS)('idempotency keys in $name', ({ open }) => {
  let gate: GateUnderTest;

  beforeEach(async () => {
    gate = await open();
    const policy = world.policyWith({ sender: [world.windowLimit('w', [1, 1_000])] });
    const facts = [...world.registered(), ...world.registered(OTHER), world.activated(policy)];
    await gate.apply([{ seq: 1, marker: false, facts }]);
  });

  afterEach(() => gate.close());

  async function verdictsAt(nowUs: number, ...items: Parameters<GateUnderTest['decide']>[1]) {
    return (await gate.decide(nowUs, items)).decision.verdicts;
  }

  test.each([0, 1, 11 * world.HOUR, 13 * world.HOUR, 23 * world.HOUR, world.DAY - 1])(
    'an accepted key gives the first answer again after %i µs',
    async (laterUs) => {
      await gate.record(2, await gate.decide(world.T0, [world.request('a')]));
      const again = world.request('a', { messageId: 'msg-other' });
      const verdicts = await verdictsAt(world.T0 + laterUs, again);
      expect(verdicts).toEqual([{ answer: 'REPEATED', first: FIRST }]);
    },
  );

  test('an accepted key is free again after 24 hours', async () => {
    await gate.record(2, await gate.decide(world.T0, [world.request('a')]));
    const verdicts = await verdictsAt(world.T0 + world.DAY, world.request('a'));
    expect(verdicts).toMatchObject([{ answer: 'DECIDED', outcome: Outcome.OUTCOME_QUEUED }]);
  });

  test('a key of the same group is answered with the index of the first', async () => {
    const twice = [world.request('a'), world.request('b'), world.request('a')];
    const verdicts = await verdictsAt(world.T0, ...twice);
    expect(verdicts[2]).toEqual({ answer: 'REPEATED_IN_GROUP', index: 0 });
  });

  test('another request under a key of the same group is refused', async () => {
    const conflict = world.request('a', { requestHash: world.hashOf('other') });
    const verdicts = await verdictsAt(world.T0, world.request('a'), conflict);
    expect(verdicts[1]).toMatchObject({ reason: Reason.REASON_IDEMPOTENCY_CONFLICT });
  });

  test('a key that was refused binds nothing: the retry is decided afresh', async () => {
    const call = await gate.decide(world.T0, [world.immediate('a'), world.immediate('b')]);
    expect(call.decision.verdicts[1]).toMatchObject({ reason: Reason.REASON_LIMIT_EXCEEDED });
    await gate.record(2, call);
    const verdicts = await verdictsAt(world.T0 + world.SECOND, world.immediate('b'));
    expect(verdicts).toMatchObject([{ answer: 'DECIDED', outcome: Outcome.OUTCOME_RELEASED }]);
  });

  test('a key belongs to its organisation', async () => {
    await gate.record(2, await gate.decide(world.T0, [world.request('a')]));
    const theirs = world.request('a', { context: OTHER, requestHash: world.hashOf('other') });
    expect(await verdictsAt(world.T0, theirs)).toMatchObject([{ answer: 'DECIDED', reason: 0 }]);
  });
});
