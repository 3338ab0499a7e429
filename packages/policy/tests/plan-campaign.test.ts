import { readFileSync } from 'node:fs';
import { present } from '@hustings/kernel';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CompiledLimit, compilePolicy } from '../src/gate.ts';
import { parsePolicyText } from '../src/index.ts';
import { BEYOND_HORIZON, findFaster, type PlannedRun, planCampaign } from '../src/plan.ts';
import { readProviderData } from '../src/providers.ts';
import { bruteForce, limit } from './support/brute-force-plan.ts';

const SECOND = 1_000_000;
const HOUR = 3_600 * SECOND;
/** Ten seconds for the way to the provider. */
const GUARD_US = 10_000_000;
const DAY = 24 * HOUR;
const T0 = 1_800_000_000 * SECOND;

const DEFAULT = parsePolicyText(
  readFileSync(new URL('../../../examples/policies/default.json', import.meta.url), 'utf8'),
);
if (!DEFAULT.ok) throw new Error('the default policy is valid');
const PROFILES = compilePolicy(DEFAULT.value, 'h', 0).profiles;

function planOf(profile: string, runs: PlannedRun[]) {
  const limits = present(PROFILES.get(profile), `the profile ${profile}`);
  return planCampaign({ limits, nowUs: T0, runs });
}

const PEOPLE = 30_000;

describe('30,000 people, as the providers publish it', () => {
  const { checks } = readProviderData();
  test.each(checks.filter(({ seconds }) => seconds))('$case', ({ profile, seconds = 0 }) => {
    const plan = planOf(profile, [{ count: PEOPLE, units: 1 }]);
    const took = (plan.completesAtUs - T0) / SECOND;
    // The last one starts when the last window or bucket begins, and windows are 1 % longer for the way to the provider.
    expect(took).toBeLessThanOrEqual(seconds * 1.01);
    expect(took).toBeGreaterThanOrEqual(seconds - 24);
    expect(plan.ruleId).toMatch(/^sender-/);
  });

  test.each(checks.filter(({ days }) => days))('$case', ({ profile, days }) => {
    const plan = planOf(profile, [{ count: PEOPLE, units: 1 }]);
    expect(plan.days).toHaveLength(days ?? 0);
    expect(plan.days.reduce((sum, { messages }) => sum + messages, 0)).toBe(PEOPLE);
    expect(plan.ruleId).toMatch(/^portfolio-recipients$|^brand-2000-per-day$/);
  });

  test('at 20 a second they take 25 minutes', () => {
    const { completesAtUs, stretches } = planOf('whatsapp-20', [{ count: PEOPLE, units: 1 }]);
    expect(Math.round((completesAtUs - T0) / (60 * SECOND))).toBe(25);
    expect(stretches).toEqual([
      {
        fromUs: T0,
        untilUs: completesAtUs,
        messages: PEOPLE,
        ruleId: 'sender-per-second',
      },
    ]);
  });

  test('under 10,000 people a day the third batch starts after 48 hours and two guards', () => {
    const { stretches } = planOf('whatsapp-80-tier-10000', [{ count: PEOPLE, units: 1 }]);
    expect(stretches.map(({ messages, ruleId }) => [messages, ruleId])).toEqual([
      [10_000, 'sender-per-second'],
      [0, 'portfolio-recipients'],
      [10_000, 'sender-per-second'],
      [0, 'portfolio-recipients'],
      [10_000, 'sender-per-second'],
    ]);
    expect((stretches[4]?.fromUs ?? 0) - T0).toBe(48 * HOUR + 2 * GUARD_US);
  });
});

describe('a plan', () => {
  const one = [{ count: 1, units: 1 }];
  const tenADay = [
    limit({ id: 'ten', shape: 'uniques', scope: 'organisation', max: 10, spanUs: DAY }),
  ];

  test('of nothing is over at once', () => {
    expect(planOf('whatsapp-20', [])).toMatchObject({ completesAtUs: T0, messages: 0, days: [] });
  });

  test('of what fits at once waits for nothing', () => {
    const plan = planOf('whatsapp-20', [{ count: 20, units: 1 }]);
    expect(plan).toMatchObject({ completesAtUs: T0, ruleId: '' });
  });

  test('counts what is spent already', () => {
    const levels = new Map([['ten', { spends: [{ atUs: T0 - HOUR, permits: 10 }], fullAtUs: 0 }]]);
    const plan = planCampaign({ limits: tenADay, levels, nowUs: T0, runs: one });
    expect(plan).toMatchObject({ completesAtUs: T0 + 23 * HOUR, ruleId: 'ten' });
  });

  test('waits for a limit whose past is unknown', () => {
    const limits = tenADay.map((each) => ({ ...each, sinceUs: T0 - HOUR }));
    const plan = planCampaign({ limits, nowUs: T0, runs: one });
    expect(plan.completesAtUs).toBe(T0 + 23 * HOUR);
  });

  test('does not count people who are in conversation or were counted before', () => {
    const levels = new Map([['ten', { spends: [{ atUs: T0 - HOUR, permits: 10 }], fullAtUs: 0 }]]);
    const runs = [
      { count: 1, units: 1, recipient: 'a', reachedAtUs: T0 - HOUR },
      { count: 5, units: 1, conversationUntilUs: T0 + HOUR },
    ];
    const plan = planCampaign({ limits: tenADay, levels, nowUs: T0, runs });
    expect(plan.completesAtUs).toBe(T0);
  });

  test('is not held up by a limit in shadow', () => {
    const limits = tenADay.map((each) => ({ ...each, shadow: true }));
    const plan = planCampaign({ limits, nowUs: T0, runs: [{ count: 99, units: 1 }] });
    expect(plan.completesAtUs).toBe(T0);
  });

  test('names what can never go out', () => {
    const limits = [limit({ id: 'w', shape: 'window', max: 3, spanUs: SECOND, segments: true })];
    const runs = [{ count: 7, units: 4 }, ...one];
    const plan = planCampaign({ limits, nowUs: T0, runs });
    expect(plan).toMatchObject({ messages: 1, never: [{ ruleId: 'w', messages: 7 }] });
  });

  test('waits a minute for room in the cap of a person, and cancels whoever would wait longer', () => {
    const limits = [limit({ id: 'w', shape: 'window', max: 1, spanUs: HOUR })];
    const person = (recipient: string, untilUs: number): PlannedRun => ({
      count: 1,
      units: 1,
      recipient,
      capped: { ruleId: 'cap', untilUs },
    });
    const runs = [
      person('now', T0 + 60 * SECOND),
      person('too long', T0 + 2 * HOUR),
      person('by then', T0 + HOUR),
      { ...person('talks', T0 + DAY), conversationUntilUs: T0 + DAY },
      ...one,
    ];
    const plan = planCampaign({ limits, nowUs: T0, runs });
    // The second is tried when the first is out and would have to wait for an hour more.
    expect(plan).toMatchObject({ messages: 4, never: [{ ruleId: 'cap', messages: 1 }] });
    expect(plan.completesAtUs).toBe(T0 + 60 * SECOND + 3 * HOUR);
  });

  test('ends at its horizon', () => {
    const limits = [limit({ id: 'w', shape: 'window', max: 1, spanUs: 300 * DAY })];
    const plan = planCampaign({ limits, nowUs: T0, runs: [{ count: 9, units: 1 }] });
    expect(plan).toMatchObject({ messages: 2, never: [{ ruleId: BEYOND_HORIZON, messages: 7 }] });
  });

  test('sends nothing outside the open hours of a place, and lets other places pass meanwhile', () => {
    const opening = (place: string, atUs: number) => {
      const sinceMidnight = atUs % DAY;
      if (place !== 'es' || sinceMidnight >= 9 * HOUR) return { atUs, ruleId: '' };
      return { atUs: atUs - sinceMidnight + 9 * HOUR, ruleId: 'quiet-hours' };
    };
    const midnight = T0 - (T0 % DAY);
    const runs = [
      { count: 3, units: 1, place: 'es' },
      { count: 2, units: 1, place: 'us' },
    ];
    const limits = [limit({ id: 'w', shape: 'window', max: 1, spanUs: HOUR })];
    const plan = planCampaign({ limits, nowUs: midnight, runs, opening });
    expect(plan.stretches).toEqual([
      { fromUs: midnight, untilUs: midnight + HOUR, messages: 2, ruleId: 'w' },
      { fromUs: midnight + HOUR, untilUs: midnight + 9 * HOUR, messages: 0, ruleId: 'quiet-hours' },
      { fromUs: midnight + 9 * HOUR, untilUs: midnight + 11 * HOUR, messages: 3, ruleId: 'w' },
    ]);
  });

  test('lets what is queued go before a campaign that starts later', () => {
    const runs = [
      { count: 2, units: 1 },
      { count: 1, units: 1, notBeforeUs: T0 + 5 * HOUR },
    ];
    const limits = [limit({ id: 'w', shape: 'window', max: 1, spanUs: HOUR })];
    const plan = planCampaign({ limits, nowUs: T0, runs });
    expect(plan).toMatchObject({ completesAtUs: T0 + 5 * HOUR, ruleId: 'w' });
  });

  test('of a million people is made without looking at each', () => {
    const plan = planOf('whatsapp-1000', [{ count: 1_000_000, units: 1 }]);
    expect(plan.completesAtUs - T0).toBe(999 * 1_010_000);
  });
});

describe('what would be faster', () => {
  const found = (profile: string, run: PlannedRun) => {
    const limits = present(PROFILES.get(profile), profile);
    const input = { limits, nowUs: T0, runs: [run] };
    return findFaster(input, planCampaign(input), PROFILES).map((one) => [
      one.kind,
      one.profile,
      Math.round((one.completesAtUs - T0) / (60 * SECOND)),
    ]);
  };
  const people = { count: PEOPLE, units: 1 };

  test('under a tier: the next one, and the first that binds no more', () => {
    expect(found('whatsapp-80-tier-2000', people)).toEqual([
      ['PROFILE', 'whatsapp-80-tier-10000', 2_882],
      ['PROFILE', 'whatsapp-80', 6],
    ]);
  });

  test('under the rate of a number: a faster kind, or a second number', () => {
    expect(found('whatsapp-20', people)).toEqual([
      ['PROFILE', 'whatsapp-80', 6],
      ['SECOND_SENDER', '', 13],
    ]);
  });

  test('with long texts: texts of one segment', () => {
    expect(found('twilio-long-code', { ...people, units: 3 })).toEqual([
      ['PROFILE', 'twilio-toll-free', 501],
      ['PROFILE', 'twilio-short-code', 15],
      ['SECOND_SENDER', '', 750],
      ['ONE_SEGMENT', '', 500],
    ]);
  });

  test('is nothing where nothing binds', () => {
    expect(found('whatsapp-20', { count: 1, units: 1 })).toEqual([]);
  });
});

const SHAPES = ['window', 'bucket', 'uniques', 'pair', 'unanswered'] as const;

const limits: fc.Arbitrary<CompiledLimit[]> = fc
  .array(
    fc.record({
      shape: fc.constantFrom<CompiledLimit['shape'][]>(...SHAPES),
      scope: fc.constantFrom<CompiledLimit['scope'][]>('sender', 'organisation'),
      max: fc.integer({ min: 1, max: 6 }),
      spanUs: fc.integer({ min: 1, max: 9 }).map((s) => s * SECOND),
      segments: fc.boolean(),
      sinceUs: fc.constantFrom(0, 0, 0, T0 - 3 * SECOND),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((drawn) =>
    drawn.map((each, index) =>
      limit({
        ...each,
        id: `limit-${index}`,
        scope: each.shape === 'pair' ? 'sender' : each.scope,
        segments: each.segments && (each.shape === 'window' || each.shape === 'bucket'),
      }),
    ),
  );

const runs: fc.Arbitrary<PlannedRun[]> = fc.array(
  fc.record(
    {
      count: fc.integer({ min: 0, max: 6 }),
      units: fc.integer({ min: 1, max: 3 }),
      recipient: fc.constantFrom('a', 'b'),
    },
    { requiredKeys: ['count', 'units'] },
  ),
  { minLength: 1, maxLength: 6 },
);

const past = fc.array(fc.integer({ min: 0, max: 4 * SECOND }), { maxLength: 8 });

test('a plan is what the gate would do, message by message, for any limits, messages and past', () => {
  let waited = 0;
  fc.assert(
    fc.property(limits, runs, past, (drawnLimits, drawnRuns, spentBefore) => {
      const gate = bruteForce(drawnLimits, { nowUs: T0, spentBefore });
      const plan = planCampaign({
        limits: drawnLimits,
        levels: gate.levels,
        nowUs: T0,
        runs: drawnRuns,
      });
      const released = gate.releaseAll(drawnRuns);
      expect(plan.messages).toBe(released.length);
      expect(plan.completesAtUs).toBe(released.at(-1) ?? T0);
      const sum = plan.stretches.reduce((all, { messages }) => all + messages, 0);
      expect(sum).toBe(released.length);
      if (plan.completesAtUs > T0) waited += 1;
    }),
    { numRuns: 2_000, seed: 20_261_122 },
  );
  expect(waited).toBeGreaterThan(500);
});
