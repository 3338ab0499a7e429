import type { LimitProfile } from '@hustings/policy';
import { describe, expect, it } from 'vitest';
import { CAUTIOUS_PACE, paceOf } from '../src/domain/pace.ts';

const words = { onUnknownPast: 'empty', shadow: false, meaning: 'm', source: 's' } as const;
const perSecond = {
  ...words,
  id: 'per-second',
  shape: 'window',
  max: 20,
  perMs: 1000,
  guardMs: 50,
  cost: 'messages',
} as const;
const perDay = { ...perSecond, id: 'per-day', max: 1000, perMs: 86_400_000 } as const;
const bucket = {
  ...words,
  id: 'bucket',
  shape: 'bucket',
  everyMs: 100,
  burst: 3,
  cost: 'messages',
} as const;
const pair = {
  ...words,
  id: 'pair',
  shape: 'pair',
  everyMs: 6000,
  burst: 5,
  cost: 'messages',
} as const;

function profile(...sender: LimitProfile['sender']): LimitProfile {
  return { meaning: 'm', sender, organisation: [] };
}

describe('the pace of a sender', () => {
  it.each([
    ['a short window, without the guard', profile(perSecond), [{ max: 20, perMs: 1000 }]],
    ['a short window beside a long one', profile(perDay, perSecond), [{ max: 20, perMs: 1000 }]],
    ['a bucket as its burst per whole refill', profile(bucket), [{ max: 3, perMs: 300 }]],
    [
      'a bucket that takes long to refill as its burst per longest window',
      profile({ ...bucket, everyMs: 60_000 }),
      [{ max: 3, perMs: 5000 }],
    ],
    ['a shadow limit does not bind', profile({ ...perSecond, shadow: true }), [CAUTIOUS_PACE]],
    ['only long windows and pairs', profile(perDay, pair), [CAUTIOUS_PACE]],
    ['no such profile', undefined, [CAUTIOUS_PACE]],
  ] as const)('%s', (_, drawn, expected) => {
    expect(paceOf(drawn)).toEqual(expected);
  });
});
