import { readFileSync } from 'node:fs';
import { parsePolicyText, policyHash } from '@hustings/policy';
import { describe, expect, it } from 'vitest';
import { Agenda } from '../src/agenda.ts';
import { drawPopulation, MIX } from '../src/population.ts';
import { resultOf } from '../src/result.ts';
import { inForce } from '../src/run-seed.ts';
import { medianOf, rocOf, wilson } from '../src/statistics.ts';
import type { Style } from '../src/types.ts';
import { runWorld } from '../src/world.ts';

const file = new URL('../../examples/policies/default.json', import.meta.url);
const parsed = parsePolicyText(readFileSync(file, 'utf8'));
if (!parsed.ok) throw new Error('the default policy has faults');
const document = parsed.value;

const NONE = Object.fromEntries(Object.keys(MIX).map((style) => [style, 0])) as Record<
  Style,
  number
>;

function run(mix: Partial<Record<Style, number>>, seed = 3, rules = document.enforcement.rules) {
  const changed = { ...document, enforcement: { ...document.enforcement, rules } };
  const senders = drawPopulation(seed, { ...NONE, ...mix });
  const records = runWorld({ seed, senders, document: changed, policy: inForce(changed) });
  return { records, result: resultOf(records, { seeds: [seed], policyHash: policyHash(changed) }) };
}

describe('the population', () => {
  it('has a thousand senders, and the same for the same seed', () => {
    expect(drawPopulation(1)).toHaveLength(1000);
    expect(drawPopulation(1)).toEqual(drawPopulation(1));
    expect(drawPopulation(2)).not.toEqual(drawPopulation(1));
  });

  it('spreads one campaign of snowshoers over several organisations', () => {
    const ring = drawPopulation(1, { ...NONE, snowshoer: 10 });
    expect(new Set(ring.map(({ organisationId }) => organisationId)).size).toBeGreaterThan(2);
    expect(new Set(ring.flatMap(({ mailings }) => mailings[0]?.families ?? [])).size).toBeLessThan(
      5,
    );
  });
});

describe('a run', { timeout: 60_000 }, () => {
  it('restricts spammers only after a warning, and slows them down from then on', () => {
    const { records, result } = run({ spammer: 12 });
    expect(result.abusive.senders).toBe(12);
    expect(result.abusive.restrictedBefore500).toBeGreaterThan(0.5);
    for (const { messagesToWarning, messagesToRestriction } of records) {
      if (messagesToRestriction === null) continue;
      expect(messagesToWarning).toBeLessThan(messagesToRestriction);
    }
  });

  it('freezes most hijacked numbers before their 500th message, and slows them all down', () => {
    const { records, result } = run({ hijacked: 10 });
    expect(records.filter(({ slowed }) => slowed)).toHaveLength(10);
    expect(result.byStyle.hijacked?.held).toBeGreaterThanOrEqual(8);
    expect(result.abusive.restrictedBefore500).toBeGreaterThanOrEqual(0.8);
  });

  it('finds few hijacked numbers in time without the slow start', () => {
    const ladder = document.enforcement.rules.filter(({ measure }) => measure === undefined);
    expect(run({ hijacked: 10 }, 3, ladder).result.abusive.restrictedBefore500).toBeLessThan(0.3);
  });

  it('slows honest senders down and freezes none of them', () => {
    const { records, result } = run({ gotv: 8, newsletter: 8 });
    expect(records.filter(({ slowed }) => slowed).length).toBeGreaterThan(0);
    expect(result.honest).toMatchObject({ senders: 16, everRestricted: 0, banned: 0 });
  });

  it('finds nothing without rules, and lets nobody through a limit', () => {
    const { records, result } = run({ spammer: 6 }, 3, []);
    expect(result.abusive).toMatchObject({ restrictedBefore500: 0, medianMessagesToWarning: null });
    // 250 people in any 24 hours, two weeks.
    for (const { sent } of records) expect(sent).toBeLessThanOrEqual(250 * 14);
  });

  it('restricts nobody for being reported: whoever is, is for what others said', () => {
    const { records, result } = run({ bombed: 12, group: 6 });
    expect(result.reportBombed).toMatchObject({ senders: 12, banned: 0 });
    expect(records.map(({ restrictedRule }) => restrictedRule)).not.toContain(
      'reported-by-recipients',
    );
    // One of the twelve writes to a list of which one in ten opts out.
    expect(result.reportBombed.restricted).toBeLessThanOrEqual(1);
    expect(result.honest).toMatchObject({ senders: 6, everRestricted: 0, banned: 0 });
  });

  it('would restrict report-bombed senders if reports counted as they come', () => {
    const rule = document.enforcement.rules.find(({ measure }) => measure === undefined);
    if (!rule) throw new Error('the default policy has rules of the ladder');
    const naive = { ...rule, id: 'naive', when: 'reports >= 5.0 && reportsPerThousand >= 20.0' };
    expect(
      run({ bombed: 12 }, 3, [naive]).records.some((each) => each.messagesToWarning !== null),
    ).toBe(true);
  });

  it('is the same for the same seed', () => {
    const mix = { spammer: 2, snowshoer: 10, hijacked: 1, newsletter: 2 };
    expect(run(mix).records).toEqual(run(mix).records);
  });
});

describe('figures', () => {
  it.each([
    { hits: 0, of: 760, low: 0, high: 0.00503 },
    { hits: 95, of: 100, low: 0.8882, high: 0.97846 },
    { hits: 10, of: 10, low: 0.72247, high: 1 },
  ])('have a confidence interval: $hits of $of', ({ hits, of, low, high }) => {
    expect(wilson(hits, of).low).toBeCloseTo(low, 4);
    expect(wilson(hits, of).high).toBeCloseTo(high, 4);
  });

  it('have a median of what is known', () => {
    expect(medianOf([null, 3, 1, null, 2])).toBe(2);
    expect(medianOf([4, 1])).toBe(2.5);
    expect(medianOf([null])).toBeNull();
  });

  it('show what each threshold would find', () => {
    const points = rocOf({ abusive: [0.1, 0.3], honest: [0, 0.1] }, [0.1, 0.2]);
    expect(points).toEqual([
      { threshold: 0.1, abusive: 1, honest: 0.5 },
      { threshold: 0.2, abusive: 0.5, honest: 0 },
    ]);
  });

  it('take what comes first first, and of equals what was entered first', () => {
    const agenda = new Agenda<string>();
    for (const [atUs, item] of [
      [3, 'c'],
      [1, 'a'],
      [3, 'd'],
      [2, 'b'],
    ] as const)
      agenda.add(atUs, item);
    const taken = Array.from({ length: 5 }, () => agenda.take()?.item);
    expect(taken).toEqual(['a', 'b', 'c', 'd', undefined]);
  });
});
