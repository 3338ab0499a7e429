import type { PolicyDocument } from '@hustings/policy';
import { describe, expect, it } from 'vitest';
import { type Activation, capsInForce } from '../src/domain/caps-in-force.ts';

const DAY_MS = 86_400_000;
const CLOCKS_US = 5_000_000;
const FIRST_US = 1_000_000_000;
const SECOND_US = 2_000_000_000;
const THIRD_US = 3_000_000_000;

/** A policy that lets a person have so many messages a day. */
function activated(effectiveAtUs: number, max: number | null, releaseMaxAgeMs = 5_000): Activation {
  const cap = { id: 'a-day', max, perMs: DAY_MS, guardMs: 100, shadow: false };
  const policy = {
    limits: max === null ? {} : { recipient: [cap] },
    dispatch: { releaseMaxAgeMs },
  } as unknown as PolicyDocument;
  return { policy, hash: `h-${max}`, effectiveAtUs };
}

function maximaAt(activations: Activation[], nowUs: number): number[] {
  return (capsInForce(activations, nowUs)?.caps ?? []).map(({ max }) => max);
}

describe('the caps of one person', () => {
  const three = [activated(SECOND_US, 5), activated(FIRST_US, 3), activated(THIRD_US, 7)];

  it.each([
    ['none before the first policy', FIRST_US - CLOCKS_US - 1, []],
    ['the first as soon as a clock may have reached it', FIRST_US - CLOCKS_US, [3]],
    ['the first alone, far from any change', FIRST_US + CLOCKS_US, [3]],
    ['both while one policy follows the other', SECOND_US - CLOCKS_US, [3, 5]],
    ['both until every clock has passed it', SECOND_US + CLOCKS_US - 1, [3, 5]],
    ['the second alone after that', SECOND_US + CLOCKS_US, [5]],
    ['the last for ever', THIRD_US + 1_000 * CLOCKS_US, [7]],
  ])('are %s', (...[, nowUs, expected]) => {
    expect(maximaAt(three, nowUs)).toEqual(expected);
  });

  it('are none where the policy has none', () => {
    expect(capsInForce([activated(FIRST_US, null)], SECOND_US)).toBeNull();
  });

  it('count over their period and its guard', () => {
    expect(capsInForce([activated(FIRST_US, 3)], SECOND_US)?.caps).toEqual([
      { id: 'a-day', max: 3, spanUs: (DAY_MS + 100) * 1_000, shadow: false },
    ]);
  });

  it('have the longest life of a release of the policies that count, and one key while they are the same', () => {
    const before = capsInForce([activated(FIRST_US, 3, 9_000)], FIRST_US);
    const between = capsInForce(
      [activated(FIRST_US, 3, 9_000), activated(SECOND_US, 3)],
      SECOND_US,
    );
    expect(between?.releaseMaxAgeMs).toBe(9_000);
    expect(between?.key).toBe(before?.key);
    expect(capsInForce([activated(FIRST_US, 4)], FIRST_US)?.key).not.toBe(before?.key);
  });
});
