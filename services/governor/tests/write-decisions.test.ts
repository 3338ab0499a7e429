import { Decision, DecisionsRecorded, type VerdictRef } from '@hustings/contracts/governor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDecisions } from '../src/app/write-decisions.ts';

const known = { templateFingerprint: 'f', familyId: 'a', classifierVersion: '7' };
const VERDICTS: (VerdictRef | undefined)[] = [
  undefined,
  { verdictId: 'v-1', ...known, findingCodes: ['LINK_MISMATCH'] },
  { verdictId: 'v-2', ...known, findingCodes: [] },
];

const few = fc.constantFrom('', 'x', 'y');
const common = {
  organisationId: few,
  senderId: few,
  campaignId: few,
  credentialId: few,
  intermediaryId: few,
  place: few,
  seatId: few,
  verdict: fc.constantFrom(...VERDICTS),
};

const change = fc
  .constantFrom(...(Object.keys(common) as (keyof typeof common)[]))
  .chain((field) => common[field].map((value) => ({ [field]: value })));

/** Neighbours differ in at most one of the fields that messages have in common, and in what is their own. */
const decisions = fc
  .record({
    first: fc.record(common),
    changes: fc.array(change, { minLength: 1 }),
    own: fc.infiniteStream(fc.record({ number: fc.nat().map(BigInt), ruleId: fc.string() })),
  })
  .map(({ first, changes, own }) => {
    let shared = first;
    return changes.map((one) => {
      shared = { ...shared, ...one };
      return { ...shared, ...own.next().value };
    });
  });

describe('a commit of decisions', () => {
  it('holds what was decided, in order, whatever neighbouring decisions have in common', () => {
    fc.assert(
      fc.property(decisions, (given) => {
        const recorded = recordOf(given);
        expect(DecisionsRecorded.decode(writeDecisions(recorded))).toEqual(recorded);
      }),
      { seed: 20261122, numRuns: 500 },
    );
  });

  it('writes lengths of all sizes', () => {
    const recorded = recordOf([0, 60, 200, 20_000].map((size) => ({ ruleId: 'r'.repeat(size) })));
    expect(DecisionsRecorded.decode(writeDecisions(recorded))).toEqual(recorded);
  });
});

function recordOf(decisions: Parameters<typeof Decision.fromPartial>[0][]): DecisionsRecorded {
  const recorded = DecisionsRecorded.fromPartial({
    call: 7n,
    voidedCalls: [5n, 6n],
    decidedAtUs: 1n,
    cut: { gateSeq: 1n, factsSeq: 2n, allPoliticalSeq: 3n },
  });
  recorded.decisions = decisions.map((one) => Decision.fromPartial(one));
  return recorded;
}
