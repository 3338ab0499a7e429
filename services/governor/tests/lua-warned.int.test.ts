import { Standing, SubjectKind } from '@hustings/contracts/enforcement';
import { Outcome } from '@hustings/contracts/governor';
import type { Fact, GateVerdict, PolicyDocument } from '@hustings/policy';
import { describe, expect, test } from 'vitest';
import { type GateUnderTest, oracleGate } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const IMPLEMENTATIONS = [{ name: 'the oracle', open: async () => oracleGate() }, ...luaGates()];

const { organisationId, senderId } = world.CONTEXT;

const LIMIT = [world.windowLimit('paced', [2, 3_600_000])];

/** What slows a sender down: a new warning, or a slow start. Each binds the limits that are meant for it and no others. */
const KINDS = [
  {
    what: 'a warning is new',
    standing: Standing.STANDING_WARNED,
    policy: world.policyWith({ whileWarned: LIMIT }),
    others: world.policyWith({ whileSlow: LIMIT }),
  },
  {
    what: 'a slow start runs',
    standing: Standing.STANDING_ACTIVE,
    policy: world.policyWith({ whileSlow: LIMIT }),
    others: world.policyWith({ whileWarned: LIMIT }),
  },
];

const CASES = IMPLEMENTATIONS.flatMap((implementation) =>
  KINDS.map((kind) => ({ ...implementation, ...kind })),
);

/** An entry of that standing in a span; `endsAtUs` 0 = open. */
function entryOf(standing: Standing, [startsAtUs, endsAtUs]: [number, number]): Fact {
  const subject = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId };
  const span = { startsAtUs, endsAtUs, stay: null };
  const sanction = { sanctionId: 'entry', ...subject, standing, ...span };
  return { type: 'SanctionImposed', organisationId, sanction };
}

function ended(): Fact {
  const subject = { subjectKind: SubjectKind.SUBJECT_KIND_SENDER, subjectId: senderId };
  return { type: 'SanctionEnded', organisationId, sanctionId: 'entry', ...subject };
}

function replied(recipient: string): Fact {
  return { type: 'Replied', organisationId, recipient, atUs: world.T0 };
}

const noon = world.T0 + world.HOUR;

/** The verdicts on so many messages at one instant, after what happened. */
async function verdictsOn(
  gate: GateUnderTest,
  { policy, facts, count }: { policy: PolicyDocument; facts: Fact[]; count: number },
): Promise<GateVerdict[]> {
  const all = [...world.registered(), world.activated(policy), ...facts];
  await gate.apply([{ seq: 1, marker: false, facts: all }]);
  const items = Array.from({ length: count }, (_, i) => world.immediate(`${i}`));
  const call = await gate.decide(noon, items);
  await gate.record(2, call);
  return call.decision.verdicts;
}

const released = { answer: 'DECIDED', outcome: Outcome.OUTCOME_RELEASED };
const refused = { answer: 'DECIDED', outcome: Outcome.OUTCOME_REFUSED, ruleId: 'paced' };
describe.each(CASES)(
  'a limit that binds while $what, in $name',
  ({ open, standing, policy, others }) => {
    const from = (startsAtUs: number, endsAtUs = 0): Fact =>
      entryOf(standing, [startsAtUs, endsAtUs]);

    test.each([
      { name: 'binds nobody else', facts: [], third: released },
      { name: 'binds from the beginning on', facts: [from(noon)], third: refused },
      { name: 'binds nothing before it', facts: [from(noon + 1)], third: released },
      { name: 'binds until the end', facts: [from(noon - world.HOUR, noon + 1)], third: refused },
      { name: 'binds no longer from the end on', facts: [from(world.T0, noon)], third: released },
      {
        name: 'binds nothing once it was ended, whatever the time',
        facts: [from(world.T0), ended()],
        third: released,
      },
      {
        name: 'lets through whoever writes to people who have replied',
        facts: [from(noon), replied('r-2')],
        third: released,
      },
    ])('$name', async ({ facts, third }) => {
      const verdicts = await verdictsOn(await open(), { policy, facts, count: 3 });
      expect(verdicts).toMatchObject([released, released, third]);
    });

    test('counts what was sent before, and says when to try again', async () => {
      const gate = await open();
      await verdictsOn(gate, { policy, facts: [], count: 3 });
      await gate.apply([{ seq: 3, marker: false, facts: [from(noon)] }]);
      const { decision } = await gate.decide(noon + world.SECOND, [world.immediate('late')]);
      expect(decision.verdicts).toMatchObject([{ ...refused, retryAtUs: noon + world.HOUR }]);
    });

    test('is another one than the limit for the other occasion', async () => {
      const verdicts = await verdictsOn(await open(), {
        policy: others,
        facts: [from(noon)],
        count: 3,
      });
      expect(verdicts).toMatchObject([released, released, released]);
    });
  },
);
