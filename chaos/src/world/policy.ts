import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ProviderLimit } from '../check/types.ts';

const BASE = fileURLToPath(new URL('../../../examples/policies/demo.json', import.meta.url));

/** Small enough to bind within seconds at the load's rates. */
export const PER_SECOND = 20;
const PAIR = { everyMs: 6_000, burst: 4 };
const SEGMENTS = { everyMs: 200, burst: 70 };
/** Real providers count people in 24 hours; here the period is one that a run sees pass several times. */
const PEOPLE = { max: 200, perMs: 20_000 };

/**
 * A release is acted on for at most five seconds, and a call takes at most five more: so much later than decided may a
 * message arrive. Left of the bursts are 2 messages to one person and 20 segments.
 */
const GUARD = { guardMs: 10_000 };

export type ProfileName = 'chaos-messaging' | 'chaos-sms';

const common = {
  onUnknownPast: 'empty',
  shadow: false,
  source: 'chosen for the runs with faults',
};

const people = {
  ...common,
  ...PEOPLE,
  ...GUARD,
  id: 'people',
  shape: 'uniques',
  cost: 'messages',
  meaning: 'At most 200 different people in any 20 seconds, so that the limit binds within a run.',
};

/** The demonstration's policy with limits that bind within seconds. */
export function chaosPolicy(): string {
  const policy = JSON.parse(readFileSync(BASE, 'utf8')) as {
    name: string;
    limits: { profiles: Record<string, unknown> };
  };
  policy.name = 'chaos';
  const messaging = {
    meaning: 'A messaging number: 20 a second, one in six seconds to one person.',
    sender: [
      {
        ...common,
        id: 'per-second',
        shape: 'window',
        max: PER_SECOND,
        perMs: 1000,
        guardMs: 100,
        cost: 'messages',
        meaning: 'At most 20 messages in any second.',
      },
      {
        ...common,
        ...PAIR,
        ...GUARD,
        id: 'pair',
        shape: 'pair',
        cost: 'messages',
        meaning: 'One message every 6 seconds to one person, four at once.',
      },
    ],
    organisation: [people],
  };
  const sms = {
    meaning: 'A long code: five segments a second.',
    sender: [
      {
        ...common,
        ...SEGMENTS,
        ...GUARD,
        id: 'segments',
        shape: 'bucket',
        cost: 'segments',
        meaning: 'Five SMS segments a second, 70 at once.',
      },
    ],
    organisation: [people],
  };
  policy.limits.profiles = {
    ...policy.limits.profiles,
    'chaos-messaging': messaging,
    'chaos-sms': sms,
  };
  return JSON.stringify(policy);
}

/** The same limits as the provider counts them: by arrival, with no guard. */
export function providerLimits(profile: ProfileName, number: string): ProviderLimit[] {
  const numbers = [number];
  const uniques = { id: `people ${number}`, numbers, shape: 'uniques', ...PEOPLE } as const;
  if (profile === 'chaos-sms') {
    return [
      { id: `segments ${number}`, numbers, shape: 'bucket', cost: 'segments', ...SEGMENTS },
      uniques,
    ];
  }
  const window = { max: PER_SECOND, perMs: 1000, cost: 'messages' } as const;
  return [
    { id: `per-second ${number}`, numbers, shape: 'window', ...window },
    { id: `pair ${number}`, numbers, shape: 'pair', ...PAIR },
    uniques,
  ];
}
