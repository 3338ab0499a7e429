import { Decision, DecisionKind, DecisionsRecorded, Outcome } from '@hustings/contracts/governor';
import type { Fact } from '@hustings/policy';
import type { RecordedCommit } from '@hustings/redis-scripts';
import { describe, expect, it } from 'vitest';
import { finishedIn, withoutEndsOf } from '../src/domain/finished.ts';

const { OUTCOME_CANCELLED, OUTCOME_QUEUED, OUTCOME_RELEASED } = Outcome;

describe('what is over within a stretch of the log', () => {
  it.for<[string, RecordedCommit[], Fact[], string[]]>([
    ['a message that was sent at once', [commit(sentAtOnce('m'))], [end('m', 1)], ['m']],
    [
      'one that stood in its lane first',
      [commit(queued('m')), commit(released('m', 1))],
      [end('m', 1)],
      ['m'],
    ],
    ['none whose release has not ended', [commit(sentAtOnce('m'))], [], []],
    ['none that was admitted before', [commit(released('m', 1))], [end('m', 1)], []],
    ['none whose end is that of another release', [commit(sentAtOnce('m'))], [end('m', 2)], []],
    ['none that still stands in its lane', [commit(queued('m'))], [end('m', 1)], []],
    [
      'none that was cancelled, whatever is told of it',
      [commit(queued('m')), commit(cancelled('m'))],
      [end('m', 1)],
      [],
    ],
    [
      'each for itself',
      [commit(sentAtOnce('m'), sentAtOnce('n'), queued('o'))],
      [end('n', 1)],
      ['n'],
    ],
  ])('is %s', ([, commits, facts, expected]) => {
    expect([...finishedIn(commits, [{ seq: 9, facts, marker: false }])]).toEqual(expected);
  });

  it('leaves out the ends of these messages and nothing else', () => {
    const other: Fact = { type: 'CampaignCreated', organisationId: 'org-a', campaignId: 'cmp-a' };
    const entries = [
      { seq: 1, facts: [end('m', 1), other, end('n', 1)], marker: false },
      { seq: 2, facts: [end('m', 1)], marker: false },
    ];
    expect(withoutEndsOf(new Set(['m']), entries)).toEqual([
      { seq: 1, facts: [other, end('n', 1)], marker: false },
      { seq: 2, facts: [], marker: false },
    ]);
  });
});

function commit(...decisions: Decision[]): RecordedCommit {
  return { seq: 1, event: DecisionsRecorded.fromPartial({ decisions }) };
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
