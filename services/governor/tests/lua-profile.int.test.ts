import { Outcome, Reason } from '@hustings/contracts/governor';
import { PROFILE_CLOCKS_US } from '@hustings/policy/gate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GateUnderTest, oracleGate } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const { organisationId, senderId } = world.CONTEXT;
const { T0, SECOND } = world;
const MAX = { p: 3, q: 5, r: 2 } as const;
type Profile = keyof typeof MAX;
const SPAN_US = 2 * SECOND;
const windowOf = (profile: Profile) => ({
  sender: [world.windowLimit('w', [MAX[profile], SPAN_US / 1_000])],
});
const TIERS = world.policyWith(windowOf('p'), undefined, {
  q: windowOf('q'),
  r: windowOf('r'),
});

const IMPLEMENTATIONS = [
  { name: 'the oracle', open: async () => oracleGate(), runs: 200 },
  ...luaGates().map((gate) => ({ ...gate, runs: 10 })),
];

/** A sender whose profile is changed as it sends. */
class Sender {
  readonly #gate: GateUnderTest;
  #seq = 1;
  #sent = 0;

  constructor(gate: GateUnderTest) {
    this.#gate = gate;
  }

  static async of(gate: GateUnderTest, policy: Parameters<typeof world.activated>[0]) {
    const facts = [...world.registered(), world.activated(policy)];
    await gate.apply([{ seq: 1, marker: false, facts }]);
    return new Sender(gate);
  }

  change(limitProfile: string, atUs: number): Promise<void> {
    this.#seq += 1;
    const fact = { type: 'LimitProfileChanged', organisationId, senderId, limitProfile } as const;
    return this.#gate.apply([{ seq: this.#seq, marker: false, facts: [{ ...fact, atUs }] }]);
  }

  /** True when the message is released. */
  async send(nowUs: number, extra: object = {}): Promise<boolean> {
    const call = await this.#gate.decide(nowUs, [world.immediate(`${this.#sent++}`, extra)]);
    this.#seq += 1;
    await this.#gate.record(this.#seq, call);
    const [verdict] = call.decision.verdicts;
    return verdict?.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
  }

  close(): Promise<void> {
    return this.#gate.close();
  }
}

describe.each(IMPLEMENTATIONS)('another limit profile in $name', { timeout: 60_000 }, (kind) => {
  const { open, runs } = kind;

  test('holds from the next decision on, and what was sent before counts in every window', async () => {
    const steps = fc.array(
      fc.record({
        laterUs: fc.integer({ min: 0, max: 900_000 }),
        profile: fc.option(fc.constantFrom<Profile[]>('p', 'q', 'r'), { freq: 4 }),
        messages: fc.integer({ min: 1, max: 4 }),
      }),
      { minLength: 10, maxLength: 30 },
    );
    const property = fc.asyncProperty(steps, async (all) => {
      const sender = await Sender.of(await open(), TIERS);
      const sent: number[] = [];
      let profile: Profile = 'p';
      let nowUs = T0;
      for (const step of all) {
        nowUs += step.laterUs;
        if (step.profile !== null) {
          profile = step.profile;
          await sender.change(profile, nowUs);
        }
        for (let left = step.messages; left > 0; left--) {
          const room = sent.filter((at) => at > nowUs - SPAN_US).length < MAX[profile];
          expect(await sender.send(nowUs)).toBe(room);
          if (room) sent.push(nowUs);
        }
      }
      await sender.close();
    });
    await fc.assert(property, { numRuns: runs, seed: 20_261_122 });
  });

  test.each([
    {
      change: 'looks further back',
      limit: world.windowLimit('w', [3, 4_000]),
      emptyUs: 4 * SECOND,
    },
    { change: 'has another id', limit: world.windowLimit('x', [3, 2_000]), emptyUs: 2 * SECOND },
    { change: 'counts otherwise', limit: world.bucketLimit('w', [2, 1_000]), emptyUs: SECOND },
    {
      change: 'counts segments',
      limit: world.windowLimit('w', [3, 2_000], { cost: 'segments' }),
      emptyUs: 2 * SECOND,
    },
  ])(
    'a limit that $change knows nothing yet, and lets nothing pass before it does',
    async (row) => {
      const policy = world.policyWith(windowOf('p'), undefined, { q: { sender: [row.limit] } });
      const sender = await Sender.of(await open(), policy);
      await sender.change('q', T0);
      const counts = T0 + PROFILE_CLOCKS_US + row.emptyUs;
      expect(await sender.send(counts - 1)).toBe(false);
      expect(await sender.send(counts)).toBe(true);
      await sender.close();
    },
  );

  test('a limit that was in shadow is believed only up to the number that it kept', async () => {
    const shadow = world.windowLimit('w', [2, 2_000], { shadow: true });
    const policy = world.policyWith({ sender: [shadow] }, undefined, {
      q: windowOf('q'),
      r: windowOf('r'),
    });
    const sender = await Sender.of(await open(), policy);
    for (let more = 0; more < 4; more++) expect(await sender.send(T0)).toBe(true);
    await sender.change('q', T0 + 1);
    // Five are allowed and four were sent; which ones nobody kept.
    expect(await sender.send(T0 + 2)).toBe(false);
    await sender.close();
    const stricter = await Sender.of(await open(), policy);
    expect(await stricter.send(T0)).toBe(true);
    await stricter.change('r', T0 + 1);
    expect([await stricter.send(T0 + 2), await stricter.send(T0 + 2)]).toEqual([true, false]);
    await stricter.close();
  });

  test('back and forth what was never interrupted stays known', async () => {
    const both = (id: string) => ({
      sender: [world.windowLimit('w', [3, 2_000]), world.windowLimit(id, [9, 1_000])],
    });
    const policy = world.policyWith(both('only-p'), undefined, { q: both('only-q') });
    const sender = await Sender.of(await open(), policy);
    for (let more = 0; more < 3; more++) expect(await sender.send(T0)).toBe(true);
    await sender.change('q', T0 + 1);
    await sender.change('p', T0 + 2);
    const known = T0 + 2 + PROFILE_CLOCKS_US + SECOND;
    expect(await sender.send(known - 1)).toBe(false);
    expect(await sender.send(known)).toBe(true);
    await sender.close();
  });

  test('that the policy does not have stops the sender, until it gets one that it has', async () => {
    const gate = await open();
    const sender = await Sender.of(gate, TIERS);
    await sender.change('nowhere', T0);
    const { decision } = await gate.decide(T0, [world.immediate('a')]);
    expect(decision.verdicts).toMatchObject([
      { reason: Reason.REASON_NO_POLICY, ruleId: 'profile:nowhere' },
    ]);
    await sender.change('p', T0 + 1);
    expect(await sender.send(T0 + 2)).toBe(false);
    expect(await sender.send(T0 + 1 + PROFILE_CLOCKS_US + SPAN_US)).toBe(true);
    await sender.close();
  });
});
