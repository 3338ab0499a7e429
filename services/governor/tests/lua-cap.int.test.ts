import { Outcome, Reason } from '@hustings/contracts/governor';
import type { GateItem, GateVerdict, RecipientCapLook } from '@hustings/policy';
import { CAP_PATIENCE_US } from '@hustings/policy/gate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Call, type GateUnderTest, oracleGate } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const IMPLEMENTATIONS = [{ name: 'the oracle', open: async () => oracleGate() }, ...luaGates()];
const POLICY = world.policyWith({ sender: [world.windowLimit('two-a-minute', [2, 60_000])] });
const { T0, SECOND, HOUR } = world;
const { organisationId } = world.CONTEXT;

const reached = (untilUs: number): RecipientCapLook => ({ limitId: 'cap', untilUs });
const ROOM: RecipientCapLook = { limitId: '', untilUs: 0 };

describe.each(IMPLEMENTATIONS)('a cap over all organisations in $name', ({ open }) => {
  let gate: GateUnderTest;
  beforeEach(async () => {
    gate = await open();
    const facts = [...world.registered(), world.activated(POLICY)];
    const replied = { type: 'Replied' as const, organisationId, recipient: 'r-talks', atUs: T0 };
    await gate.apply([{ seq: 1, marker: false, facts: [...facts, replied] }]);
    await gate.record(
      2,
      await gate.decide(
        T0,
        ['1', '2', '3'].map((name) => world.request(name)),
      ),
    );
  });
  afterEach(() => gate.close());

  const decide = (...items: GateItem[]): Promise<Call> => gate.decide(T0 + SECOND, items);
  async function verdictOf(item: GateItem): Promise<GateVerdict | undefined> {
    return (await decide(item)).decision.verdicts[0];
  }

  test('refuses a message until there is room, and spends nothing', async () => {
    const capped = world.immediate('a', { recipientCap: reached(T0 + HOUR) });
    const { decision } = await decide(capped, world.immediate('b'), world.immediate('c'));
    expect(decision.verdicts).toMatchObject([
      { reason: Reason.REASON_LIMIT_EXCEEDED, ruleId: 'cap', retryAtUs: T0 + HOUR },
      { outcome: Outcome.OUTCOME_RELEASED },
      { outcome: Outcome.OUTCOME_RELEASED },
    ]);
  });

  test('refuses also when its own clock is ahead', async () => {
    const verdict = await verdictOf(world.immediate('a', { recipientCap: reached(T0) }));
    expect(verdict).toMatchObject({ ruleId: 'cap', retryAtUs: T0 + SECOND + 1 });
  });

  test('is no more than another limit: the one that has room last is named', async () => {
    await gate.record(3, await decide(world.immediate('a'), world.immediate('b')));
    const verdict = await verdictOf(
      world.immediate('c', { recipientCap: reached(T0 + 2 * SECOND) }),
    );
    expect(verdict).toMatchObject({ ruleId: 'two-a-minute' });
  });

  test('binds nobody who is in a conversation, and says who is', async () => {
    const talks = { recipient: 'r-talks', recipientCap: reached(T0 + HOUR) };
    const { decision } = await decide(
      world.immediate('a', { recipientCap: ROOM }),
      world.immediate('b', talks),
      world.immediate('c', talks),
    );
    expect(decision.verdicts).toMatchObject([
      { outcome: Outcome.OUTCOME_RELEASED },
      { outcome: Outcome.OUTCOME_RELEASED },
      { ruleId: 'two-a-minute' },
    ]);
    expect(decision.inConversation).toEqual([1]);
  });

  test('has a queued message wait when there is room soon', async () => {
    const untilUs = T0 + SECOND + CAP_PATIENCE_US;
    const verdict = await verdictOf(world.release('1', { recipientCap: reached(untilUs) }));
    expect(verdict).toEqual({ answer: 'WAIT', ruleId: 'cap', againAtUs: untilUs });
  });

  test('ends a queued message when there is room late only: others wait behind it', async () => {
    const untilUs = T0 + SECOND + CAP_PATIENCE_US + 1;
    const capped = world.release('1', { recipientCap: reached(untilUs) });
    const { decision } = await decide(capped, world.release('2'), world.release('3'));
    expect(decision.verdicts).toMatchObject([
      {
        outcome: Outcome.OUTCOME_CANCELLED,
        reason: Reason.REASON_LIMIT_EXCEEDED,
        ruleId: 'cap',
        retryAtUs: untilUs,
      },
      { outcome: Outcome.OUTCOME_RELEASED },
      { outcome: Outcome.OUTCOME_RELEASED },
    ]);
  });

  test('does not change what a message that only enters its lane is told', async () => {
    expect(await verdictOf(world.request('a'))).toMatchObject({ outcome: Outcome.OUTCOME_QUEUED });
  });
});
