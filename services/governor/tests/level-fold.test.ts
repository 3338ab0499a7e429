import { DecisionTable } from '@hustings/contracts/decision-table';
import { Decision, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import {
  applyDecisions,
  applyFacts,
  type Fact,
  type GateState,
  initialGateState,
  type PolicyDocument,
} from '@hustings/policy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LevelFold } from '../src/domain/level-fold.ts';
import * as world from './lua-world.ts';

const { OUTCOME_QUEUED, OUTCOME_RELEASED } = Outcome;
const { organisationId, senderId } = world.CONTEXT;
const OTHER = { ...world.CONTEXT, senderId: 'snd-b' };
const DAY_MS = 86_400_000;

const POLICIES = [
  world.policyWith(
    {
      sender: [
        world.bucketLimit('own', [3, 3_600_000], { cost: 'segments' }),
        world.pairLimit('pair', [2, 300_000]),
        world.windowLimit('day', [5, DAY_MS]),
      ],
      organisation: [world.bucketLimit('all', [5, 1_800_000], { shadow: true })],
    },
    undefined,
    { q: { sender: [world.bucketLimit('own', [2, 1_800_000], { cost: 'segments' })] } },
  ),
  world.policyWith(
    { sender: [world.bucketLimit('own', [1, 60_000]), world.pairLimit('pair', [4, 100_000])] },
    undefined,
    { q: { organisation: [world.bucketLimit('all', [2, 600_000])] } },
  ),
];

const facts: fc.Arbitrary<Fact> = fc.oneof(
  fc.record({
    type: fc.constant('LimitProfileChanged' as const),
    organisationId: fc.constant(organisationId),
    senderId: fc.constantFrom(senderId, OTHER.senderId),
    limitProfile: fc.constantFrom('p', 'q'),
    atUs: fc.integer({ min: world.T0, max: world.T0 + world.DAY }),
  }),
  fc
    .tuple(fc.constantFrom(...POLICIES), fc.nat({ max: 86_400 }))
    .map(([policy, later]) => world.activated(policy, world.T0 + later * world.SECOND)),
);

const decisions = fc.array(
  fc.record({
    senderId: fc.constantFrom(senderId, senderId, OTHER.senderId),
    recipient: fc.constantFrom('r-1', 'r-2', 'r-3'),
    units: fc.integer({ min: 1, max: 3 }),
    outcome: fc.constantFrom(OUTCOME_RELEASED, OUTCOME_RELEASED, OUTCOME_QUEUED),
  }),
  { maxLength: 6 },
);

const past = fc.array(
  fc.record({
    fact: fc.option(facts, { freq: 5 }),
    laterUs: fc.constantFrom(0, world.SECOND, 300 * world.SECOND, 1_700 * world.SECOND),
    decisions,
  }),
  { minLength: 1, maxLength: 30 },
);

function tableOf(atUs: number, made: object[]): { event: DecisionsRecorded; table: DecisionTable } {
  const event = DecisionsRecorded.fromPartial({
    decidedAtUs: BigInt(atUs),
    decisions: made.map((one) => Decision.fromPartial({ organisationId, ...one })),
  });
  return { event, table: new DecisionTable(DecisionsRecorded.encode(event).finish()) };
}

/** A gate and a fold that know the senders and the first policy. */
function begin(policy: PolicyDocument): { oracle: GateState; fold: LevelFold } {
  const [oracle, fold] = [initialGateState(), new LevelFold()];
  const known = [...world.registered(), ...world.registered(OTHER), world.activated(policy)];
  applyFacts(oracle, { seq: 1, marker: false, facts: known });
  fold.learn(known);
  return { oracle, fold };
}

/** Levels of the oracle that are not full, by the names that the scripts have for them. */
function notFull({ levels }: GateState, atUs: number): Map<string, number> {
  const left = [...levels].filter(([, fullAtUs]) => fullAtUs > atUs);
  return new Map(left.map(([key, fullAtUs]) => [nameOf(key), fullAtUs]));
}

function nameOf(key: string): string {
  const [sender, recipient, limit] = key.split('|');
  return limit === undefined ? key : `s:${sender}|${limit}|${recipient}`;
}

describe('the fold of buckets and pairs', () => {
  it('leaves what the oracle has there, which spends one permit after the other', () => {
    let compared = 0;
    fc.assert(
      fc.property(past, fc.constantFrom(...POLICIES), (steps, policy) => {
        const { oracle, fold } = begin(policy);
        let atUs = world.T0;
        for (const [index, step] of steps.entries()) {
          const seq = index + 2;
          const told = step.fact === null ? [] : [step.fact];
          applyFacts(oracle, { seq, marker: false, facts: told });
          fold.learn(told);
          atUs += step.laterUs;
          const { event, table } = tableOf(atUs, step.decisions);
          applyDecisions(oracle, { seq, event });
          fold.spend(table);
        }
        const { buckets, pairs, ...at } = fold.levels();
        expect(at).toEqual({ atUs });
        const expected = notFull(oracle, atUs);
        expect(new Map([...buckets, ...pairs])).toEqual(expected);
        compared += expected.size;
      }),
      { seed: 20_261_122, numRuns: 200 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('knows pairs no longer than they are not full, and one that never was for as long as that', () => {
    const { oracle, fold } = begin(POLICIES[0] as PolicyDocument);
    let atUs = world.T0;
    for (let nth = 0; nth < 40; nth++) {
      atUs = world.T0 + nth * 300 * world.SECOND;
      const others = Array.from({ length: 100 }, (_, index) => `r-${nth}-${index}`);
      const made = ['r-always', ...others].map((recipient) => ({
        ...{ recipient, senderId, units: 1, outcome: OUTCOME_RELEASED },
      }));
      const { event, table } = tableOf(atUs, nth === 0 ? [...made, ...made] : made);
      applyDecisions(oracle, { seq: nth + 2, event });
      fold.spend(table);
    }
    const { buckets, pairs } = fold.levels();
    expect(pairs.size).toBe(101);
    expect(pairs.get(`s:${senderId}|pair|r-always`)).toBe(atUs + 600 * world.SECOND);
    expect(new Map([...buckets, ...pairs])).toEqual(notFull(oracle, atUs));
  });
});
