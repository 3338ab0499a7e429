import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePolicy } from '../src/gate.ts';
import { type Limit, parsePolicyText } from '../src/index.ts';

const EXAMPLE = new URL('../../../examples/policies/default.json', import.meta.url);
const COMMON = { shadow: false, onUnknownPast: 'empty', meaning: 'm', source: 's' };
const PAIR = { ...COMMON, id: 'pair', shape: 'pair', cost: 'messages', everyMs: 6_000, burst: 45 };
const BUCKET = { ...COMMON, id: 'bucket', shape: 'bucket', cost: 'segments', everyMs: 200 };
const UNIQUES = { ...COMMON, id: 'people', shape: 'uniques', cost: 'messages', max: 9 };

function parse(sender: object[], organisation: object[] = []) {
  const policy = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as { limits: object };
  policy.limits = {
    ...policy.limits,
    profiles: { guarded: { meaning: 'm', sender, organisation } },
  };
  return parsePolicyText(JSON.stringify(policy));
}

function numbersOf(sender: object[], organisation: object[] = []) {
  const parsed = parse(sender, organisation);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const compiled = compilePolicy(parsed.value, 'hash', 0).profiles.get('guarded') ?? [];
  const own = compiled.filter(({ whileWarned, whileSlow }) => !whileWarned && !whileSlow);
  return own.map(({ max, spanUs }) => ({ max, spanUs }));
}

describe('A guard for the way to the provider', () => {
  it.each<{ what: string; limit: Partial<Limit>; max: number; spanMs: number }>([
    { what: 'a pair without one', limit: { ...PAIR } as Limit, max: 45, spanMs: 6_000 },
    { what: 'a pair', limit: { ...PAIR, guardMs: 6_001 } as Limit, max: 43, spanMs: 6_000 },
    {
      what: 'a bucket',
      limit: { ...BUCKET, burst: 70, guardMs: 10_000 } as Limit,
      max: 20,
      spanMs: 200,
    },
  ])('keeps back the permits that come back in its time: $what', ({ limit, max, spanMs }) => {
    expect(numbersOf([limit])).toEqual([{ max, spanUs: spanMs * 1_000 }]);
  });

  it('lengthens the period of unique recipients', () => {
    expect(numbersOf([PAIR], [{ ...UNIQUES, perMs: 20_000, guardMs: 10_000 }])).toContainEqual({
      max: 9,
      spanUs: 30_000_000,
    });
  });

  it.each([
    { ...PAIR, everyMs: 5_000, burst: 2, guardMs: 5_001 },
    { ...BUCKET, burst: 50, guardMs: 10_000 },
  ])('that would keep back the whole burst is refused', (limit) => {
    expect(JSON.stringify(parse([limit]))).toContain('guardMs keeps back the whole burst');
  });
});
