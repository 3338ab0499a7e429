import { Decision, DecisionKind, Reason, type VerdictRef } from '@hustings/contracts/governor';
import { MAX_COMMIT_BYTES } from '@hustings/event-log';
import { MAX_ITEMS } from '@hustings/redis-scripts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CommitRoom, releaseBytesOf } from '../src/app/commit-room.ts';

const HUGE = 2n ** 63n - 1n;
/** Longer than any that this project makes: a sanction's names its case, and that a seat. */
const RULE_ID = 'r'.repeat(180);
const text = (maxLength: number) =>
  fc.integer({ min: 0, max: maxLength }).map((length) => 'x'.repeat(length));
const verdict = fc.option(
  fc.record<VerdictRef>({
    verdictId: text(60),
    templateFingerprint: text(64),
    familyId: text(64),
    findingCodes: fc.array(text(40), { maxLength: 12 }),
    classifierVersion: text(40),
  }),
  { nil: undefined },
);
/** With numbers at their longest, and ids of any length that is taken. */
const decision = fc
  .record({
    ...{ organisationId: text(100), senderId: text(100), campaignId: text(100) },
    ...{ credentialId: text(100), intermediaryId: text(100), seatId: text(100) },
    ...{ place: text(200), idempotencyKey: text(128), verdict },
  })
  .map((own) =>
    Decision.create({
      ...own,
      ...{ number: HUGE, kind: DecisionKind.DECISION_KIND_RELEASE, units: 2 ** 32 - 1 },
      ...{ messageId: 'm'.repeat(36), recipient: 'p'.repeat(22), requestHash: Buffer.alloc(16) },
      ...{
        priority: 2,
        mode: 2,
        outcome: 4,
        reason: Reason.REASON_LIMIT_EXCEEDED,
        releaseAttempt: 2 ** 32 - 1,
      },
      ...{ expiresAtUs: HUGE, retryAtUs: HUGE, estimatedReleaseAtUs: HUGE, ruleId: RULE_ID },
      content: { seq: 2n ** 64n - 1n, index: 2 ** 32 - 1, commitment: Buffer.alloc(32) },
      allPoliticalSuppressed: true,
      recipientCap: { limitId: 'l'.repeat(64), untilUs: HUGE, counted: true },
    }),
  );

describe('the room of a group', () => {
  it('counts no decision for less than it takes in the log', () => {
    fc.assert(
      fc.property(decision, (admission) => {
        // Tag and length stand in front of it.
        const written = Decision.encode(admission).finish().length + 4;
        expect(releaseBytesOf({ admission })).toBeGreaterThanOrEqual(written);
      }),
      { seed: 20261123, numRuns: 1_000 },
    );
  });

  it.for<[string, number, number, number]>([
    ['as many small ones as a call of the script takes', 10, 0, MAX_ITEMS],
    ['of them what leaves half of it free', 10, 0.5, MAX_ITEMS / 2],
    ['as many large ones as a commit holds', 4_000, 0, 124],
    ['of them what leaves a quarter of it free', 4_000, 0.25, 92],
    ['none that is larger than all of it', MAX_COMMIT_BYTES, 0, 0],
  ])('takes %s', ([, bytes, kept, taken]) => {
    const many = Array.from({ length: 5_000 }, () => bytes);
    expect(new CommitRoom().take(many, (each) => each, kept)).toBe(taken);
  });

  it('is less for whoever comes later', () => {
    const room = new CommitRoom();
    const many = Array.from({ length: 5_000 }, () => 10);
    const bytesOf = (each: number): number => each;
    const taken = [0.5, 0.25, 0].map((kept) => room.take(many, bytesOf, kept));
    expect(taken).toEqual([MAX_ITEMS / 2, MAX_ITEMS / 4, MAX_ITEMS / 4]);
    expect(room.take(many, bytesOf, 0)).toBe(0);
  });
});
