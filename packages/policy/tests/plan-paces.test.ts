import { readFileSync } from 'node:fs';
import { present } from '@hustings/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompiledLimit, compilePolicy } from '../src/gate.ts';
import { type PolicyDocument, parsePolicyText } from '../src/index.ts';
import {
  findFaster,
  meaningOf,
  type Paces,
  type PlanInput,
  type PlannedRun,
  pacesOf,
  planCampaign,
  withTimedLimits,
} from '../src/plan.ts';
import { bruteForce, limit } from './support/brute-force-plan.ts';

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;
const T0 = 1_800_000_000 * SECOND;
const PROFILE = 'whatsapp-20';

const parsed = parsePolicyText(
  readFileSync(new URL('../../../examples/policies/default.json', import.meta.url), 'utf8'),
);
if (!parsed.ok) throw new Error('the default policy is valid');
const DEFAULT: PolicyDocument = parsed.value;
const PROFILES = compilePolicy(DEFAULT, 'h', 0).profiles;

const NO_PACES: Paces = { warnedUntilUs: 0, slowUntilUs: 0 };

function inputOf(paces: Partial<Paces>, runs: PlannedRun[]): PlanInput {
  const limits = present(PROFILES.get(PROFILE), PROFILE);
  return { limits, nowUs: T0, runs, paces: { ...NO_PACES, ...paces } };
}

const strangers = (count: number): PlannedRun[] => [{ count, units: 1 }];

describe('a plan under a slow start or a new warning', () => {
  test.each([
    [30, 0],
    [31, 1],
    [60, 1],
    [61, 2],
    [91, 2.5],
    [100, 2.5],
  ])(
    'lets thirty strangers an hour pass until it ends: %i are out after %d hours',
    (count, hours) => {
      const plan = planCampaign(inputOf({ slowUntilUs: T0 + 2.5 * HOUR }, strangers(count)));
      // The rate of the number takes some seconds beside it.
      expect((plan.completesAtUs - T0) / HOUR).toBeCloseTo(hours, 2);
      expect(plan.ruleId).toBe(count === 30 ? 'sender-per-second' : 'while-slow');
    },
  );

  test('does not hold up people who have replied', () => {
    const replied = { count: 20, units: 1, conversationUntilUs: T0 - DAY };
    const input = inputOf({ slowUntilUs: T0 + DAY, warnedUntilUs: T0 + DAY }, [replied]);
    expect(planCampaign(input).completesAtUs).toBe(T0);
  });

  test('counts what was sent before it', () => {
    const spends = [{ atUs: T0 - HOUR / 2, permits: 30 }];
    const levels = new Map([['while-slow', { spends, fullAtUs: 0 }]]);
    const plan = planCampaign({ ...inputOf({ slowUntilUs: T0 + DAY }, strangers(1)), levels });
    expect(plan).toMatchObject({ completesAtUs: T0 + HOUR / 2, ruleId: 'while-slow' });
  });

  test('goes by the stricter of both', () => {
    const plan = planCampaign(
      inputOf({ slowUntilUs: T0 + DAY, warnedUntilUs: T0 + DAY }, strangers(11)),
    );
    expect(plan).toMatchObject({ completesAtUs: T0 + HOUR, ruleId: 'while-warned' });
  });

  test.each([
    ['has ended', T0],
    ['was never there', 0],
  ])('is as without one that %s', (_, slowUntilUs) => {
    const plan = planCampaign(inputOf({ slowUntilUs }, strangers(100)));
    expect(plan.completesAtUs).toBeLessThan(T0 + 60 * SECOND);
  });

  test('is not slowed where it begins after the end', () => {
    const notBeforeUs = T0 + DAY;
    const plan = planCampaign(
      inputOf({ slowUntilUs: T0 + DAY }, [{ count: 100, units: 1, notBeforeUs }]),
    );
    expect(plan.completesAtUs).toBeLessThan(T0 + DAY + 60 * SECOND);
  });

  test('has the words of the policy for what decides', () => {
    const profile = withTimedLimits(present(DEFAULT.limits.profiles[PROFILE], PROFILE), DEFAULT);
    expect(meaningOf(profile, 'while-slow')).toMatch(/owner has not confirmed it/);
    expect(meaningOf(profile, 'while-warned')).not.toBe('');
  });
});

describe('what would be faster', () => {
  const fasterUnder = (paces: Partial<Paces>) => {
    const input = inputOf(paces, strangers(100));
    return findFaster(input, planCampaign(input), PROFILES).map(({ kind }) => kind);
  };

  test('under a slow start is the word of the owner, never a second number', () => {
    expect(fasterUnder({ slowUntilUs: T0 + DAY })).toEqual(['CONFIRMATION']);
  });

  test('under a new warning is nothing', () => {
    expect(fasterUnder({ warnedUntilUs: T0 + DAY })).toEqual([]);
  });
});

describe('what a plan says of paces', () => {
  const told = (input: PlanInput, policy = DEFAULT) =>
    pacesOf(input, planCampaign(input), policy).map(({ kind, inForce, untilUs, completesAtUs }) => [
      ...[kind, inForce, (untilUs - T0) / HOUR, Math.floor((completesAtUs - T0) / HOUR)],
    ]);
  const without = (change: (policy: PolicyDocument) => void): PolicyDocument => {
    const copy = structuredClone(DEFAULT);
    change(copy);
    return copy;
  };

  test('names those in force, with their ends', () => {
    const paces = { slowUntilUs: T0 + 10 * HOUR, warnedUntilUs: T0 + 5 * HOUR };
    expect(told(inputOf(paces, strangers(100)))).toEqual([
      ['WARNING', true, 5, 6],
      ['SLOW_START', true, 10, 6],
    ]);
  });

  test('names a slow start that may begin, with what would come of it', () => {
    expect(told(inputOf({}, strangers(100)))).toEqual([['SLOW_START', false, 72, 3]]);
    const [pace] = pacesOf(
      inputOf({}, strangers(100)),
      planCampaign(inputOf({}, strangers(100))),
      DEFAULT,
    );
    expect(pace?.text).toMatch(/new to this number.*hustings pace confirm/);
  });

  test.each([
    ['messages that would fit it', strangers(30), DEFAULT],
    ['people who have replied', [{ count: 100, units: 1, conversationUntilUs: 1 }], DEFAULT],
    [
      'a policy without rules that begin one',
      strangers(100),
      without(({ enforcement }) => {
        enforcement.rules = enforcement.rules.filter(({ measure }) => measure !== 'SLOW_START');
      }),
    ],
    [
      'a policy that has them on trial',
      strangers(100),
      without(({ enforcement }) => {
        for (const rule of enforcement.rules) rule.shadow = true;
      }),
    ],
  ])('names none for %s', (_, runs, policy) => {
    expect(told(inputOf({}, runs), policy)).toEqual([]);
  });
});

const drawnLimits: fc.Arbitrary<CompiledLimit[]> = fc
  .array(
    fc.record({
      max: fc.integer({ min: 1, max: 4 }),
      spanUs: fc.integer({ min: 1, max: 9 }).map((s) => s * SECOND),
      segments: fc.boolean(),
      binds: fc.constantFrom('always', 'warned', 'slow'),
      sinceUs: fc.constantFrom(0, 0, T0 - 3 * SECOND),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((drawn) =>
    drawn.map(({ binds, ...each }, index) =>
      limit({
        ...{ id: `limit-${index}`, shape: 'window', ...each },
        whileWarned: binds === 'warned',
        whileSlow: binds === 'slow',
      }),
    ),
  );
const drawnRuns = fc.array(
  fc.record({ count: fc.integer({ min: 0, max: 6 }), units: fc.integer({ min: 1, max: 5 }) }),
  { minLength: 1, maxLength: 5 },
);
const drawnEnd = fc.constantFrom(0, T0 + 4 * SECOND, T0 + 11 * SECOND, T0 + 60 * SECOND);
const drawnPaces: fc.Arbitrary<Paces> = fc.record({
  warnedUntilUs: drawnEnd,
  slowUntilUs: drawnEnd,
});
const drawnPast = fc.array(fc.integer({ min: 0, max: 4 * SECOND }), { maxLength: 6 });

test('a plan is what the gate would do, message by message, whatever slows the number down', () => {
  let slowed = 0;
  fc.assert(
    fc.property(
      fc.tuple(drawnLimits, drawnRuns, drawnPaces, drawnPast),
      ([limits, runs, paces, spentBefore]) => {
        const gate = bruteForce(limits, { nowUs: T0, spentBefore, paces });
        const plan = planCampaign({ limits, levels: gate.levels, nowUs: T0, runs, paces });
        const released = gate.releaseAll(runs);
        expect(plan.messages).toBe(released.length);
        expect(plan.completesAtUs).toBe(released.at(-1) ?? T0);
        const free = planCampaign({ limits, levels: gate.levels, nowUs: T0, runs });
        if (plan.completesAtUs > free.completesAtUs) slowed += 1;
      },
    ),
    { numRuns: 2_000, seed: 20_261_123 },
  );
  expect(slowed).toBeGreaterThan(300);
});
