import { Decision, Outcome } from '@hustings/contracts/governor';
import { expect, test } from 'vitest';
import { compareCap } from '../src/domain/compare-cap.ts';

const { OUTCOME_RELEASED, OUTCOME_REFUSED, OUTCOME_CANCELLED } = Outcome;

test.each([
  { what: 'a release', outcome: OUTCOME_RELEASED, untilUs: 0n, talks: false, counts: true },
  { what: 'an answer', outcome: OUTCOME_RELEASED, untilUs: 0n, talks: true, counts: false },
  {
    what: 'an answer to a full cap',
    outcome: OUTCOME_RELEASED,
    untilUs: 9n,
    talks: true,
    counts: false,
  },
  { what: 'a refusal', outcome: OUTCOME_REFUSED, untilUs: 9n, talks: false, counts: false },
  {
    what: 'a refusal by another rule',
    outcome: OUTCOME_REFUSED,
    untilUs: 0n,
    talks: false,
    counts: false,
  },
  {
    what: 'a cancelled message',
    outcome: OUTCOME_CANCELLED,
    untilUs: 9n,
    talks: false,
    counts: false,
  },
])('$what must be recorded as counting: $counts', ({ outcome, untilUs, talks, counts }) => {
  const decisionWith = (counted: boolean): Decision =>
    Decision.fromPartial({ outcome, recipientCap: { limitId: '', untilUs, counted } });
  expect(compareCap(decisionWith(counts), talks)).toBeNull();
  expect(compareCap(decisionWith(!counts), talks)).toEqual({
    recorded: `counts against the person's cap: ${!counts}`,
    derived: `counts against the person's cap: ${counts}`,
  });
});

test('a decision for which nobody asked the caps is not judged', () => {
  expect(compareCap(Decision.fromPartial({ outcome: OUTCOME_RELEASED }), false)).toBeNull();
});
