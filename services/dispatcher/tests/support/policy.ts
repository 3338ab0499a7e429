import type { PolicyDocument } from '@hustings/policy';

/** The longest that a policy may state: what is not about age must not fail on a busy machine. */
export const RELEASE_MAX_AGE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A small policy with one profile of a few messages a second, so that tests take seconds. */
export function testPolicy(perSecond: number): PolicyDocument {
  return {
    schema: 1,
    name: 'test',
    note: '',
    limits: {
      profiles: {
        test: {
          meaning: 'for tests',
          sender: [
            {
              id: 'per-second',
              shape: 'window',
              max: perSecond,
              perMs: 1000,
              guardMs: 0,
              cost: 'messages',
              onUnknownPast: 'empty',
              shadow: false,
              meaning: 'for tests',
              source: 'tests',
            },
          ],
          organisation: [],
        },
      },
    },
    content: {
      maxCharacters: { WHATSAPP: 4096, SMS: 1600, TELEGRAM: 4096 },
      classifierDeadlineMs: 250,
      retryHeldAfterMs: 1000,
    },
    dispatch: { releaseMaxAgeMs: RELEASE_MAX_AGE_MS },
    enforcement: {
      signals: { windowMs: DAY_MS },
      rules: [],
      ladder: {
        warning: { minGapAfterDeliveryMs: 1000, lapsesAfterMs: DAY_MS },
        restriction: { durationMs: DAY_MS },
        noticeDeemedDeliveredAfterMs: 1000,
        appeal: { openMs: DAY_MS, decideWithinMs: DAY_MS },
      },
    },
  };
}
