import {
  Decision,
  DecisionKind,
  type DecisionsRecorded,
  Outcome,
  Priority,
} from '@hustings/contracts/governor';
import { itemOf } from '@hustings/policy';
import { keyName, registryFields } from '@hustings/policy/gate';
import { encodeFirstAnswer } from './decode-verdicts.ts';
import type { RecordedCommit } from './gate-types.ts';

/** Digits of an admission number in a lane member: members of equal length sort as their numbers do. */
const NUMBER_DIGITS = 16;

/** The effects of `apply-decisions.lua`: twelve texts for each decision that has one. */
export function encodeCommit({ seq, event }: RecordedCommit): (string | Buffer)[] {
  return event.decisions.flatMap((decision) => {
    const effect = effectOf(decision);
    return effect === null ? [] : [effect, ...effectTexts(decision, seq)];
  });
}

/** Number of the last decision, 0 when there is none. */
export function lastNumber(event: DecisionsRecorded): number {
  return Number(event.decisions.at(-1)?.number ?? 0n);
}

function effectOf(decision: Decision): string | null {
  const isRelease = decision.kind === DecisionKind.DECISION_KIND_RELEASE;
  switch (decision.outcome) {
    case Outcome.OUTCOME_QUEUED:
      return 'QUEUED';
    case Outcome.OUTCOME_RELEASED:
      return isRelease ? 'RELEASED' : 'ADMITTED';
    case Outcome.OUTCOME_CANCELLED:
      return 'CANCELLED';
    default:
      return null;
  }
}

function effectTexts(decision: Decision, seq: number): (string | Buffer)[] {
  const isRelease = decision.kind === DecisionKind.DECISION_KIND_RELEASE;
  return [
    decision.messageId,
    laneMember(decision),
    decision.recipient,
    decision.senderId,
    registryFields.sender(decision.senderId),
    decision.organisationId,
    String(decision.units),
    String(decision.releaseAttempt),
    keyName(itemOf(decision)),
    isRelease ? '' : boundKeyValue(decision, seq),
    isRelease ? '' : Buffer.from(Decision.encode(decision).finish()),
  ];
}

/** See `message.lua`. */
function laneMember({ senderId, priority, number, messageId }: Decision): string {
  const rank = priority === Priority.PRIORITY_CONVERSATION ? 1 : 2;
  return `${senderId}|${rank}|${String(number).padStart(NUMBER_DIGITS, '0')}|${messageId}`;
}

function boundKeyValue(decision: Decision, seq: number): Buffer {
  const first = encodeFirstAnswer({
    messageId: decision.messageId,
    outcome: decision.outcome,
    decisionNumber: Number(decision.number),
    seq,
    estimatedReleaseAtUs: Number(decision.estimatedReleaseAtUs),
  });
  return Buffer.concat([decision.requestHash, first]);
}
