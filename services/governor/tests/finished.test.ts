import { DecisionTable } from '@hustings/contracts/decision-table';
import { Decision, DecisionKind, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import type { Fact } from '@hustings/policy';
import type { TabledCommit } from '@hustings/redis-scripts';
import { describe, expect, it } from 'vitest';
import { leaveOutFinished } from '../src/domain/finished.ts';

const { OUTCOME_CANCELLED, OUTCOME_QUEUED, OUTCOME_RELEASED } = Outcome;

describe('what is over within a stretch of the log', () => {
  it.for<[string, TabledCommit[], Fact[], number[][]]>([
    ['a message that was sent at once', [commit(sentAtOnce('m'))], [end('m', 1)], [[1]]],
    [
      'one that stood in its lane first, in both its decisions',
      [commit(queued('m')), commit(released('m', 1))],
      [end('m', 1)],
      [[1], [1]],
    ],
    [
      'one that was handed back and released again',
      [commit(queued('m'), released('m', 1)), commit(released('m', 2))],
      [end('m', 2)],
      [[1, 1], [1]],
    ],
    ['none whose release has not ended', [commit(sentAtOnce('m'))], [], [[]]],
    ['none that was admitted before', [commit(released('m', 1))], [end('m', 1)], [[]]],
    ['none whose end is that of another release', [commit(sentAtOnce('m'))], [end('m', 2)], [[]]],
    ['none that still stands in its lane', [commit(queued('m'))], [end('m', 1)], [[]]],
    [
      'none that still stands in its lane, whoever counts from 0',
      [commit(queued('m'))],
      [end('m', 0)],
      [[]],
    ],
    [
      'none that was cancelled, whatever is told of it',
      [commit(queued('m')), commit(cancelled('m'))],
      [end('m', 1)],
      [[], []],
    ],
    [
      'each for itself',
      [commit(sentAtOnce('m'), sentAtOnce('n'), queued('o')), commit(sentAtOnce('p'))],
      [end('n', 1)],
      [[0, 1, 0], []],
    ],
  ])('is %s', ([, commits, facts, expected]) => {
    const left = leaveOutFinished(commits, [{ seq: 9, facts, marker: false }]);
    expect(left.commits.map(({ over = [] }) => [...over])).toEqual(expected);
    const hasOver = expected.flat().includes(1);
    expect(left.entries).toEqual([{ seq: 9, facts: hasOver ? [] : facts, marker: false }]);
  });

  it('takes with it the ends of these messages and nothing else', () => {
    const other: Fact = { type: 'CampaignCreated', organisationId: 'org-a', campaignId: 'cmp-a' };
    const entries = [
      { seq: 1, facts: [end('m', 1), other, end('n', 1)], marker: false },
      { seq: 2, facts: [end('m', 1)], marker: false },
    ];
    expect(leaveOutFinished([commit(sentAtOnce('m'))], entries).entries).toEqual([
      { seq: 1, facts: [other, end('n', 1)], marker: false },
      { seq: 2, facts: [], marker: false },
    ]);
  });
});

function commit(...decisions: Decision[]): TabledCommit {
  const event = DecisionsRecorded.fromPartial({ decisions });
  return { seq: 1, table: new DecisionTable(DecisionsRecorded.encode(event).finish()) };
}
function queued(messageId: string): Decision {
  return admission(messageId, OUTCOME_QUEUED);
}

function sentAtOnce(messageId: string): Decision {
  return { ...admission(messageId, OUTCOME_RELEASED), releaseAttempt: 1 };
}

function admission(messageId: string, outcome: Outcome): Decision {
  const kind = DecisionKind.DECISION_KIND_ADMISSION;
  return Decision.fromPartial({ messageId, kind, outcome });
}

function released(messageId: string, releaseAttempt: number): Decision {
  const kind = DecisionKind.DECISION_KIND_RELEASE;
  return Decision.fromPartial({ messageId, kind, outcome: OUTCOME_RELEASED, releaseAttempt });
}

function cancelled(messageId: string): Decision {
  const kind = DecisionKind.DECISION_KIND_RELEASE;
  return Decision.fromPartial({ messageId, kind, outcome: OUTCOME_CANCELLED });
}

function end(messageId: string, attempt: number): Fact {
  return { type: 'ReleaseEnded', organisationId: 'org-a', messageId, attempt };
}
