import { HandOffsStarted, type ReleaseRef } from '@hustings/contracts/dispatch';
import {
  Decision,
  DecisionKind,
  DecisionsRecorded,
  Outcome,
  Reason,
} from '@hustings/contracts/governor';
import { expect, test } from 'vitest';
import { applyToHistory, emptyHistory, type History } from '../src/domain/history.ts';

function decide(history: History, seq: number, decisions: Partial<Decision>[]): void {
  const recorded = DecisionsRecorded.create({
    decidedAtUs: BigInt(seq * 1_000),
    decisions: decisions.map((one) => Decision.create({ campaignId: 'c', senderId: 's', ...one })),
  });
  const data = DecisionsRecorded.encode(recorded).finish();
  const event = { eventType: 'governor.DecisionsRecorded.v1', data };
  applyToHistory(history, event, { seq, occurredAtUs: BigInt(seq * 1_000) });
}

function start(history: History, seq: number, messageIds: string[]): void {
  const releases = messageIds.map((messageId) => ({ messageId }) as ReleaseRef);
  const data = HandOffsStarted.encode(HandOffsStarted.fromPartial({ releases })).finish();
  const event = { eventType: 'dispatch.HandOffsStarted.v1', data };
  applyToHistory(history, event, { seq, occurredAtUs: BigInt(seq * 1_000) });
}

const admitted = { kind: DecisionKind.DECISION_KIND_ADMISSION, outcome: Outcome.OUTCOME_QUEUED };
const released = { kind: DecisionKind.DECISION_KIND_RELEASE, outcome: Outcome.OUTCOME_RELEASED };

function stepsOf(history: History, messageId: string): string[] | undefined {
  return history.get(messageId)?.steps.map(({ seq, step, detail }) => `${seq} ${step} ${detail}`);
}

test('messages that go the same way and part later keep their own steps', () => {
  const history = emptyHistory();
  decide(history, 1, [
    { messageId: 'a', ...admitted },
    { messageId: 'b', ...admitted },
    {
      messageId: 'x',
      ...admitted,
      outcome: Outcome.OUTCOME_REFUSED,
      reason: Reason.REASON_NO_POLICY,
    },
  ]);
  decide(history, 2, [{ messageId: 'a', ...released }]);
  decide(history, 3, [{ messageId: 'b', ...released }]);
  start(history, 4, ['a', 'b', 'unknown']);
  expect(stepsOf(history, 'a')).toEqual(['1 QUEUED ', '2 RELEASED ', '4 HAND_OFF_STARTED ']);
  expect(stepsOf(history, 'b')).toEqual(['1 QUEUED ', '3 RELEASED ', '4 HAND_OFF_STARTED ']);
  expect(stepsOf(history, 'x')).toEqual(['1 REFUSED NO_POLICY']);
  expect(history.get('unknown')).toBeUndefined();
});

test('messages of different owners are told apart on the same way', () => {
  const history = emptyHistory();
  decide(history, 1, [
    { messageId: 'a', ...admitted },
    { messageId: 'b', ...admitted, campaignId: 'd' },
    { messageId: 'e', ...admitted, organisationId: 'o' },
    { messageId: 'f', ...admitted, senderId: 't' },
  ]);
  start(history, 2, ['a', 'b', 'e', 'f']);
  const owners = ['a', 'b', 'e', 'f'].map((id) => {
    const { organisationId, senderId, campaignId } = history.get(id) ?? {};
    return [organisationId, senderId, campaignId];
  });
  expect(owners).toEqual([
    ['', 's', 'c'],
    ['', 's', 'd'],
    ['o', 's', 'c'],
    ['', 't', 'c'],
  ]);
});

test('a message whose admission fell out begins with what is heard of it', () => {
  const history = emptyHistory();
  decide(history, 7, [{ messageId: 'a', ...released }]);
  expect(stepsOf(history, 'a')).toEqual(['7 RELEASED ']);
});
