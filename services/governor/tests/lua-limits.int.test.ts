import { Outcome } from '@hustings/contracts/governor';
import type { GateItem, GateVerdict, PolicyDocument } from '@hustings/policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GateUnderTest, oracleGate } from './lua-gates.ts';
import * as world from './lua-world.ts';
import { luaGates } from './support/lua-stores.ts';

const IMPLEMENTATIONS = [
  { name: 'the oracle', open: async () => oracleGate(), runs: 300 },
  ...luaGates().map((gate) => ({ ...gate, runs: 15 })),
];

interface Attempt {
  laterUs: number;
  units: number;
  recipient: number;
}

const attempts = fc.array(
  fc.record({
    laterUs: fc.oneof(fc.integer({ min: 0, max: 700_000 }), fc.constantFrom(0, 0, 0, 1_000_000)),
    units: fc.integer({ min: 1, max: 3 }),
    recipient: fc.nat({ max: 9 }),
  }),
  { minLength: 20, maxLength: 60 },
);

/** A gate under a policy whose every decision is recorded. */
class Line {
  readonly #gate: GateUnderTest;
  #seq = 1;
  #sent = 0;

  constructor(gate: GateUnderTest) {
    this.#gate = gate;
  }

  async open(policy: PolicyDocument): Promise<void> {
    const facts = [...world.registered(), world.activated(policy)];
    await this.#gate.apply([{ seq: 1, marker: false, facts }]);
  }

  activate(policy: PolicyDocument, atUs: number): Promise<void> {
    this.#seq += 1;
    const facts = [world.activated(policy, atUs, `hash-${this.#seq}`)];
    return this.#gate.apply([{ seq: this.#seq, marker: false, facts }]);
  }

  reply(recipient: string, atUs: number): Promise<void> {
    this.#seq += 1;
    const { organisationId } = world.CONTEXT;
    const facts = [{ type: 'Replied' as const, organisationId, recipient, atUs }];
    return this.#gate.apply([{ seq: this.#seq, marker: false, facts }]);
  }

  async send(nowUs: number, extras: Partial<GateItem>[]): Promise<GateVerdict[]> {
    const items = extras.map((extra) => world.immediate(`${this.#sent++}`, extra));
    const call = await this.#gate.decide(nowUs, items);
    this.#seq += 1;
    await this.#gate.record(this.#seq, call);
    return call.decision.verdicts;
  }

  /** Asks without recording; a call that spends is given up. */
  async wouldPass(nowUs: number, extra: Partial<GateItem>): Promise<boolean> {
    const call = await this.#gate.decide(nowUs, [world.immediate(`${this.#sent++}`, extra)]);
    return call.decision.verdicts.every(isReleased);
  }

  close(): Promise<void> {
    return this.#gate.close();
  }
}

function isReleased(verdict: GateVerdict): boolean {
  return verdict.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
}

function refusalOf(verdict: GateVerdict | undefined): { ruleId: string; retryAtUs: number } {
  if (verdict?.answer !== 'DECIDED') throw new Error('a decision was expected');
  return { ruleId: verdict.ruleId, retryAtUs: verdict.retryAtUs };
}

/** Counts by brute force in every window that begins with a send: no other can hold more. */
function fullestWindow(sends: { atUs: number; weight: number }[], spanUs: number): number {
  return sends.reduce((fullest, first) => {
    const inside = sends.filter(({ atUs }) => atUs >= first.atUs && atUs < first.atUs + spanUs);
    return Math.max(
      fullest,
      inside.reduce((sum, { weight }) => sum + weight, 0),
    );
  }, 0);
}

function fullestUniques(sends: { atUs: number; recipient: string }[], spanUs: number): number {
  return sends.reduce((fullest, first) => {
    const inside = sends.filter(({ atUs }) => atUs >= first.atUs && atUs < first.atUs + spanUs);
    return Math.max(fullest, new Set(inside.map(({ recipient }) => recipient)).size);
  }, 0);
}

describe.each(IMPLEMENTATIONS)('limits in $name', { timeout: 60_000 }, ({ open, runs }) => {
  async function line(policy: PolicyDocument): Promise<Line> {
    const opened = new Line(await open());
    await opened.open(policy);
    return opened;
  }

  /** Plays the attempts; a refused one is tried again a microsecond before its retry instant and at it. */
  async function play(policy: PolicyDocument, all: Attempt[]) {
    const gate = await line(policy);
    const sends: { atUs: number; weight: number; recipient: string }[] = [];
    let nowUs = world.T0;
    for (const { laterUs, units, recipient } of all) {
      nowUs += laterUs;
      const asked = { units, recipient: `r-${recipient}` };
      const [verdict] = await gate.send(nowUs, [asked]);
      if (verdict !== undefined && isReleased(verdict)) {
        sends.push({ atUs: nowUs, weight: units, recipient: asked.recipient });
      } else {
        const { retryAtUs } = refusalOf(verdict);
        expect(retryAtUs).toBeGreaterThan(nowUs);
        const [early] = await gate.send(retryAtUs - 1, [asked]);
        expect({ early: early && isReleased(early) }).toEqual({ early: false });
        const [due] = await gate.send(retryAtUs, [asked]);
        expect({ due: due && isReleased(due) }).toEqual({ due: true });
        nowUs = retryAtUs;
        sends.push({ atUs: nowUs, weight: units, recipient: asked.recipient });
      }
    }
    await gate.close();
    return sends;
  }

  test('no window of the guarded length ever holds more than the maximum, and the retry instant is exact', async () => {
    const policy = world.policyWith({
      sender: [world.windowLimit('w', [4, 1_000], { guardMs: 100, cost: 'segments' })],
    });
    await fc.assert(
      fc.asyncProperty(attempts, async (all) => {
        expect(fullestWindow(await play(policy, all), 1_100_000)).toBeLessThanOrEqual(4);
      }),
      { numRuns: runs },
    );
  });

  test('no period ever reaches more people than the maximum, and the retry instant is exact', async () => {
    const policy = world.policyWith({ organisation: [world.uniquesLimit('u', [3, 2_000])] });
    await fc.assert(
      fc.asyncProperty(attempts, async (all) => {
        expect(fullestUniques(await play(policy, all), 2_000_000)).toBeLessThanOrEqual(3);
      }),
      { numRuns: runs },
    );
  });

  test('no span holds more than what a bucket gives back in it and its burst, and the retry instant is exact', async () => {
    const policy = world.policyWith({
      sender: [world.bucketLimit('b', [3, 500], { cost: 'segments' })],
    });
    await fc.assert(
      fc.asyncProperty(attempts, async (all) => {
        const sends = await play(policy, all);
        for (const spanUs of [1, 500_000, 1_000_000, 5_000_000]) {
          const allowed = 3 + Math.ceil(spanUs / 500_000);
          expect(fullestWindow(sends, spanUs)).toBeLessThanOrEqual(allowed);
        }
      }),
      { numRuns: runs },
    );
  });

  test('a refused message takes nothing from the limits that would have let it pass', async () => {
    const gate = await line(
      world.policyWith({
        sender: [world.windowLimit('wide', [2, 60_000]), world.pairLimit('pair', [1, 6_000])],
      }),
    );
    const same = { recipient: 'r-same' };
    const verdicts = await gate.send(world.T0, [same, same, same, { recipient: 'r-other' }]);
    expect(verdicts.map(isReleased)).toEqual([true, false, false, true]);
    expect(refusalOf(verdicts[1])).toEqual({ ruleId: 'pair', retryAtUs: world.T0 + 6_000_000 });
    await gate.close();
  });

  test('a pair is remembered from one generation of ten minutes to the next', async () => {
    const gate = await line(world.policyWith({ sender: [world.pairLimit('pair', [1, 6_000])] }));
    const end = world.T0 + 600 * world.SECOND;
    const same = { recipient: 'r-same' };
    expect((await gate.send(end - 1, [same])).map(isReleased)).toEqual([true]);
    const [refused] = await gate.send(end, [same]);
    expect(refusalOf(refused)).toEqual({ ruleId: 'pair', retryAtUs: end - 1 + 6_000_000 });
    await gate.close();
  });

  test('the limit that holds longest is named', async () => {
    const gate = await line(
      world.policyWith({
        sender: [world.windowLimit('second', [1, 1_000]), world.bucketLimit('minute', [1, 60_000])],
        organisation: [world.windowLimit('shared', [1, 5_000])],
      }),
    );
    const [, refused] = await gate.send(world.T0, [{}, {}]);
    expect(refusalOf(refused)).toEqual({ ruleId: 'minute', retryAtUs: world.T0 + 60_000_000 });
    await gate.close();
  });

  test('a message that is larger than a limit is refused for ever', async () => {
    const gate = await line(
      world.policyWith({ sender: [world.bucketLimit('b', [3, 500], { cost: 'segments' })] }),
    );
    const [refused] = await gate.send(world.T0, [{ units: 4 }]);
    expect(refusalOf(refused)).toEqual({ ruleId: 'b', retryAtUs: 0 });
    await gate.close();
  });

  test('a shadow refuses nothing and says what it would have refused', async () => {
    const opened = await open();
    const gate = new Line(opened);
    await gate.open(
      world.policyWith({ sender: [world.windowLimit('w', [1, 1_000], { shadow: true })] }),
    );
    const items = ['a', 'b', 'c'].map((name) => world.immediate(name));
    const { decision } = await opened.decide(world.T0, items);
    expect(decision.verdicts.map(isReleased)).toEqual([true, true, true]);
    expect(decision.shadowRefusals).toEqual({ w: 2 });
    await gate.close();
  });

  test('people who replied in the last 24 hours are not counted as reached', async () => {
    const gate = await line(
      world.policyWith({ organisation: [world.uniquesLimit('u', [1, 60_000])] }),
    );
    await gate.reply('r-1', world.T0 - world.DAY + 1);
    await gate.reply('r-2', world.T0 - world.DAY);
    const verdicts = await gate.send(world.T0, [
      { recipient: 'r-3' },
      { recipient: 'r-1' },
      { recipient: 'r-2' },
      { recipient: 'r-3' },
    ]);
    expect(verdicts.map(isReleased)).toEqual([true, true, false, true]);
    await gate.close();
  });

  describe('a new policy', () => {
    const before = world.policyWith({ sender: [world.windowLimit('w', [2, 1_000])] });
    const CHANGE = world.T0 + 10 * world.SECOND;

    test('binds from its instant on, not before', async () => {
      const gate = await line(before);
      await gate.activate(
        world.policyWith({ sender: [world.windowLimit('w', [1, 1_000])] }),
        CHANGE,
      );
      const early = await gate.send(CHANGE - 1_000_001, [{}, {}]);
      expect(early.map(isReleased)).toEqual([true, true]);
      const late = await gate.send(CHANGE, [{}, {}]);
      expect(late.map(isReleased)).toEqual([true, false]);
      await gate.close();
    });

    test.each([
      {
        change: 'a stricter number keeps what is known',
        limit: world.windowLimit('w', [1, 1_000]),
        at: 0,
      },
      {
        change: 'a longer window knows nothing yet',
        limit: world.windowLimit('w', [2, 5_000]),
        at: 5_000_000,
      },
      {
        change: 'a new limit knows nothing yet',
        limit: world.windowLimit('new', [2, 3_000]),
        at: 3_000_000,
      },
      { change: 'a new bucket is empty', limit: world.bucketLimit('b', [4, 1_000]), at: 1_000_000 },
    ])('$change', async ({ limit, at }) => {
      const gate = await line(before);
      await gate.activate(world.policyWith({ sender: [limit] }), CHANGE);
      if (at > 0) expect(await gate.wouldPass(CHANGE + at - 1, {})).toBe(false);
      expect(await gate.wouldPass(CHANGE + at, {})).toBe(true);
      await gate.close();
    });

    test('of two that begin at the same instant the later one counts', async () => {
      const gate = await line(before);
      await gate.activate(
        world.policyWith({ sender: [world.windowLimit('w', [1, 1_000])] }),
        world.T0,
      );
      const verdicts = await gate.send(world.T0, [{}, {}]);
      expect(verdicts.map(isReleased)).toEqual([true, false]);
      await gate.close();
    });
  });
});
