import { type Decision, DecisionsRecorded, Outcome, Reason } from '@hustings/contracts/governor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDecisions } from '../src/adapters/read-decisions.ts';
import type { SenderFact } from '../src/domain/signals/fact.ts';

const SEQ = 7;

const FIELDS = [
  ...['senderId', 'organisationId', 'recipient', 'intermediaryId', 'credentialId', 'seatId'],
  ...['outcome', 'reason', 'releaseAttempt', 'verdict'],
];

function pick(from: object, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(from).filter(([name]) => fields.includes(name)));
}

/** Few values, so that some decisions have everything in common with the one before, and some all but one field. */
const text = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'ü'),
  fc.string({ unit: 'grapheme', maxLength: 150 }),
);
const verdict = fc.record({
  ...{ verdictId: text, templateFingerprint: text, familyId: text, classifierVersion: text },
  findingCodes: fc.subarray(['LINK_MISMATCH', 'SHORTENED_LINK']),
});
const decision = fc.record({
  ...{ senderId: text, organisationId: text, recipient: text, idempotencyKey: text },
  ...{ intermediaryId: text, credentialId: text, seatId: text, campaignId: text },
  outcome: fc.constantFrom(
    ...[
      Outcome.OUTCOME_RELEASED,
      Outcome.OUTCOME_RELEASED,
      Outcome.OUTCOME_REFUSED,
      Outcome.OUTCOME_QUEUED,
    ],
  ),
  reason: fc.constantFrom(
    ...[Reason.REASON_UNSPECIFIED, Reason.REASON_TOOL_NOT_GRANTED, Reason.REASON_OPTED_OUT_SENDER],
  ),
  releaseAttempt: fc.oneof(fc.nat(2), fc.nat(2 ** 32 - 1)),
  ...{ expiresAtUs: fc.maxSafeNat().map(BigInt), allPoliticalSuppressed: fc.boolean() },
  verdict: fc.option(verdict, { nil: undefined, freq: 20 }),
});
/** Of each decision the next one takes over all but a field or two. */
const change = fc.tuple(decision, fc.subarray([...FIELDS], { maxLength: 2 }));
const run = fc.tuple(decision, fc.array(change, { maxLength: 6 })).map(([first, changes]) => {
  let latest = first;
  return [
    first,
    ...changes.map(([other, fields]) => {
      latest = { ...latest, ...pick(other, fields) };
      return latest;
    }),
  ];
});
const recorded = fc
  .record({ call: fc.maxSafeNat(), decidedAtUs: fc.maxSafeNat(), runs: fc.array(run) })
  .map(({ call, decidedAtUs, runs }) =>
    DecisionsRecorded.fromPartial({
      ...{ call: BigInt(call), decidedAtUs: BigInt(decidedAtUs), voidedCalls: [1n, 2n] },
      ...{ cut: { gateSeq: 3n, factsSeq: 4n }, decisions: runs.flat() },
    }),
  );

/** The same, from the decoded event. */
function plainly({ decidedAtUs, decisions }: DecisionsRecorded): SenderFact[] {
  return decisions.flatMap((each) => factOf(each, Number(decidedAtUs)) ?? []);
}

function factOf(decided: Decision, atUs: number): SenderFact | null {
  const { senderId, organisationId, recipient, outcome, reason, releaseAttempt } = decided;
  const common = { senderId, organisationId, atUs, seq: SEQ };
  const isUngranted = reason === Reason.REASON_TOOL_NOT_GRANTED;
  if (outcome === Outcome.OUTCOME_REFUSED && isUngranted) return { type: 'ToolRefused', ...common };
  if (outcome !== Outcome.OUTCOME_RELEASED || releaseAttempt > 1) return null;
  const { familyId = '', findingCodes = [], classifierVersion = '' } = decided.verdict ?? {};
  return {
    ...{ type: 'MessageReleased', ...common, recipient, familyId },
    linkMismatch: findingCodes.includes('LINK_MISMATCH'),
    ...(classifierVersion !== '' && { classifier: classifierVersion }),
    tool: `${decided.intermediaryId}|${decided.credentialId}|${decided.seatId}`,
  };
}

function bytesOf(event: DecisionsRecorded): Uint8Array {
  return DecisionsRecorded.encode(event).finish();
}

describe('decisions, read where they stand', () => {
  it('tell what the decoded event tells', () => {
    fc.assert(
      fc.property(recorded, (event) => {
        expect(readDecisions(bytesOf(event), SEQ)).toEqual(plainly(event));
      }),
      { seed: 20261123, numRuns: 500 },
    );
  });

  it('may come before the instant of their call', () => {
    const [instant, decisions] = [
      { decidedAtUs: 5n },
      { decisions: [{ outcome: Outcome.OUTCOME_RELEASED }] },
    ].map((part) => bytesOf(DecisionsRecorded.fromPartial(part)));
    const bytes = Buffer.concat([decisions ?? [], instant ?? []].map((part) => Buffer.from(part)));
    expect(readDecisions(bytes, SEQ)).toMatchObject([{ atUs: 5, seq: SEQ }]);
  });

  it.for<[string, number[]]>([
    ['a decision that is longer than the event', [0x2a, 5, 8, 1]],
    ['a text that is longer than its decision', [0x2a, 3, 0x1a, 2, 65, 66]],
    ['a number that does not end', [0x18, 0x80]],
  ])('are refused with %s', ([, bytes]) => {
    expect(() => readDecisions(Uint8Array.from(bytes), SEQ)).toThrow(RangeError);
  });
});
