import { Decision, DecisionsRecorded } from '@hustings/contracts/governor';
import { describe, expect, it } from 'vitest';
import { writeDecisions } from '../src/app/write-decisions.ts';

describe('a commit of decisions', () => {
  it.for<[string, number[]]>([
    ['none', []],
    ['some, of all lengths that a length is written in', [0, 60, 200, 20_000]],
  ])('holds the bytes of %s as the contract has them', ([, lengths]) => {
    const recorded = DecisionsRecorded.fromPartial({
      call: 7n,
      voidedCalls: [5n, 6n],
      decidedAtUs: 1n,
      cut: { gateSeq: 1n, factsSeq: 2n, allPoliticalSeq: 3n },
      decisions: lengths.map((length) => ({ ruleId: 'r'.repeat(length) })),
    });
    const { data, encoded } = writeDecisions(recorded);
    expect(data.equals(DecisionsRecorded.encode(recorded).finish())).toBe(true);
    expect(encoded.map((bytes) => Decision.decode(bytes))).toEqual(recorded.decisions);
  });
});
