import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Outcome } from '@hustings/contracts/governor';
import type { Fact, GateVerdict } from '@hustings/policy';
import { describe, expect, test } from 'vitest';
import { type GateUnderTest, oracleGate } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const IMPLEMENTATIONS = [{ name: 'the oracle', open: async () => oracleGate() }, ...luaGates()];

const { organisationId, senderId } = world.CONTEXT;

const POLICY = world.policyWith({
  whileWarned: [world.windowLimit('while-warned', [2, 3_600_000])],
});

/** A warning that is new in a span; `endsAtUs` 0 = its notice was not delivered yet. */
function warning(startsAtUs: number, endsAtUs: number): Fact {
  const subject = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId };
  const span = { startsAtUs, endsAtUs, stay: null };
  const sanction = {
    sanctionId: 'warning',
    ...subject,
    standing: Standing.STANDING_WARNED,
    ...span,
  };
  return { type: 'SanctionImposed', organisationId, sanction };
}

function replied(recipient: string): Fact {
  return { type: 'Replied', organisationId, recipient, atUs: world.T0 };
}

/** The verdicts on so many messages at one instant, after what happened. */
async function verdictsOn(
  gate: GateUnderTest,
  { facts, count, atUs }: { facts: Fact[]; count: number; atUs: number },
): Promise<GateVerdict[]> {
  const all = [...world.registered(), world.activated(POLICY), ...facts];
  await gate.apply([{ seq: 1, marker: false, facts: all }]);
  const items = Array.from({ length: count }, (_, i) => world.immediate(`${i}`));
  const call = await gate.decide(atUs, items);
  await gate.record(2, call);
  return call.decision.verdicts;
}

const released = { answer: 'DECIDED', outcome: Outcome.OUTCOME_RELEASED };
const refused = { answer: 'DECIDED', outcome: Outcome.OUTCOME_REFUSED, ruleId: 'while-warned' };
const noon = world.T0 + world.HOUR;

describe.each(IMPLEMENTATIONS)(
  'a limit that binds while a warning is new, in $name',
  ({ open }) => {
    test.each([
      {
        name: 'binds nobody who has not been warned',
        facts: [],
        expected: [released, released, released],
      },
      {
        name: 'binds from the warning on',
        facts: [warning(noon, 0)],
        expected: [released, released, refused],
      },
      {
        name: 'binds nothing before the warning',
        facts: [warning(noon + 1, 0)],
        expected: [released, released, released],
      },
      {
        name: 'binds until what happens counts again',
        facts: [warning(noon - world.HOUR, noon + 1)],
        expected: [released, released, refused],
      },
      {
        name: 'binds no longer from that instant on',
        facts: [warning(noon - world.HOUR, noon)],
        expected: [released, released, released],
      },
      {
        name: 'lets through whoever writes to people who have replied',
        facts: [warning(noon, 0), replied('r-2')],
        expected: [released, released, released],
      },
    ])('$name', async ({ facts, expected }) => {
      const verdicts = await verdictsOn(await open(), { facts, count: 3, atUs: noon });
      expect(verdicts).toMatchObject(expected);
    });

    test('counts what was sent before the warning', async () => {
      const gate = await open();
      await verdictsOn(gate, { facts: [], count: 3, atUs: noon });
      await gate.apply([{ seq: 3, marker: false, facts: [warning(noon, 0)] }]);
      const { decision } = await gate.decide(noon + world.SECOND, [world.immediate('late')]);
      expect(decision.verdicts).toMatchObject([refused]);
    });
  },
);
