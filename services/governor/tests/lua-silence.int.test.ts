import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Outcome, Reason } from '@hustings/contracts/governor';
import type { Fact, GateItem } from '@hustings/policy';
import { describe, expect, test } from 'vitest';
import { oracleGate } from './lua-gates.ts';
import { SILENCE_END, vote, windowsWith } from './lua-windows.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const { organisationId, senderId, campaignId } = world.CONTEXT;
const PORTUGAL = { ...world.CONTEXT, place: 'PT;;' };
const SPAIN = { ...world.CONTEXT, place: 'ES;;' };
/** Two days before the vote: long before its silence. */
const EARLY = world.T0 - 48 * world.HOUR;
const POLICY = {
  ...world.policyWith({ sender: [world.windowLimit('w', [100, 1_000])] }),
  windows: windowsWith({ elections: [vote('PT', 'Europe/Lisbon')] }),
};

const paused: Fact = { type: 'LanePaused', organisationId, lane: { kind: 'SENDER', id: senderId } };
const resumed: Fact = { ...paused, type: 'LaneResumed' };
const sanction = {
  sanctionId: 'snc-1',
  subjectKind: SubjectKind.SUBJECT_KIND_SENDER,
  subjectId: senderId,
  standing: Standing.STANDING_RESTRICTED,
  startsAtUs: EARLY,
  endsAtUs: SILENCE_END + world.HOUR,
  stay: null,
};
const restricted: Fact = { type: 'SanctionImposed', organisationId, sanction };

const IMPLEMENTATIONS = [{ name: 'the oracle', open: async () => oracleGate() }, ...luaGates()];

describe.each(IMPLEMENTATIONS)('election silence and what is queued, in $name', ({ open }) => {
  /** Queues "a" in `context` before the silence, then plays these facts. */
  async function queuedBefore(context: GateItem['context'], ...later: Fact[]) {
    const gate = await open();
    const facts = [...world.registered(), world.activated(POLICY, EARLY)];
    await gate.apply([{ seq: 1, marker: false, facts }]);
    const call = await gate.decide(EARLY, [world.request('a', { context })]);
    await gate.record(2, call);
    for (const [index, fact] of later.entries()) {
      await gate.apply([{ seq: 3 + index, marker: false, facts: [fact] }]);
    }
    return gate;
  }

  const silenced = {
    answer: 'DECIDED',
    outcome: Outcome.OUTCOME_CANCELLED,
    reason: Reason.REASON_ELECTION_SILENCE,
    ruleId: 'silence:vote-pt',
  };

  test.for([
    ['paused', [paused]],
    ['restricted', [restricted]],
    ['free', []],
  ] as const)('%s, it is recalled while silence runs', async ([, facts]) => {
    const gate = await queuedBefore(PORTUGAL, ...facts);
    const recall = world.release('a', { kind: 'RECALL', context: PORTUGAL });
    const { decision } = await gate.decide(SILENCE_END - 1, [recall]);
    expect(decision.verdicts).toMatchObject([silenced]);
    await gate.close();
  });

  test.for([
    ['was paused meanwhile', [paused, resumed]],
    ['is restricted', [restricted]],
    ['nobody looked at', []],
  ] as const)('a message that %s is not carried over the vote', async ([, facts]) => {
    const gate = await queuedBefore(PORTUGAL, ...facts);
    const { decision } = await gate.decide(SILENCE_END + world.SECOND, [
      world.release('a', { context: PORTUGAL }),
    ]);
    expect(decision.verdicts).toMatchObject([silenced]);
    await gate.close();
  });

  test('what was queued elsewhere, or after the vote, goes out', async () => {
    const gate = await queuedBefore(SPAIN);
    await gate.record(
      3,
      await gate.decide(SILENCE_END, [world.request('b', { context: PORTUGAL })]),
    );
    const { decision } = await gate.decide(SILENCE_END + world.SECOND, [
      world.release('a', { context: SPAIN }),
      world.release('b', { context: PORTUGAL }),
    ]);
    const released = { answer: 'DECIDED', outcome: Outcome.OUTCOME_RELEASED };
    expect(decision.verdicts).toMatchObject([released, released]);
    await gate.close();
  });

  test('an order of the owner is named before it', async () => {
    const order: Fact = {
      type: 'CancellationOrdered',
      ...{ organisationId, campaignId, senderId: '', orderId: 'can-1' },
      ...{ messageIds: [], throughNumber: 9 },
    };
    const gate = await queuedBefore(PORTUGAL, order);
    const { decision } = await gate.decide(SILENCE_END + world.SECOND, [
      world.release('a', { context: PORTUGAL }),
    ]);
    expect(decision.verdicts).toMatchObject([
      { reason: Reason.REASON_CANCELLED_BY_OWNER, ruleId: 'can-1' },
    ]);
    await gate.close();
  });
});
