import { HandOffsFinished } from '@hustings/contracts/dispatch';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { factsOf, UnreadableFact } from '../src/index.ts';

const EVENT_TYPE = 'dispatch.HandOffsFinished.v1';

/** Few organisations of one length and of several, so that neighbours have the same, nearly the same and another one. */
const result = fc.record({
  release: fc.record({
    messageId: fc.string({ unit: 'grapheme', maxLength: 40 }),
    releaseAttempt: fc.nat(),
    senderId: fc.string(),
    organisationId: fc.constantFrom('', 'org-a', 'org-b', 'org-ab', 'Österreich'),
    campaignId: fc.string(),
    recipient: fc.string(),
    decisionNumber: fc.maxSafeNat().map(BigInt),
  }),
  providerMessageId: fc.string(),
  code: fc.string(),
  startedAtUs: fc.maxSafeNat().map(BigInt),
});
const results = fc.array(result, { maxLength: 5 });

describe('the releases that ended', () => {
  it('are those of the decoded event, with whom they concern', () => {
    fc.assert(
      fc.property(results, results, results, (accepted, rejected, uncertain) => {
        const event = HandOffsFinished.fromPartial({ accepted, rejected, uncertain });
        const data = HandOffsFinished.encode(event).finish();
        const expected = [...accepted, ...rejected, ...uncertain].map(({ release }) => {
          const { organisationId, messageId, releaseAttempt: attempt } = release;
          return { type: 'ReleaseEnded', organisationId, messageId, attempt };
        });
        expect(factsOf({ eventType: EVENT_TYPE, data })).toEqual(expected);
      }),
      { seed: 20261122 },
    );
  });

  it.for<[string, number[]]>([
    ['a result without its release', [0x0a, 2, 0x12, 0]],
    ['a release that is longer than its result', [0x0a, 3, 0x0a, 9, 1]],
    ['a text that is longer than its release', [0x0a, 4, 0x0a, 2, 0x0a, 9]],
  ])('cannot be read from %s', ([, bytes]) => {
    const read = () => factsOf({ eventType: EVENT_TYPE, data: Uint8Array.from(bytes) });
    expect(read).toThrow(UnreadableFact);
  });
});
