import { type Decision, Outcome, type SendResult } from '@hustings/contracts/governor';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import type { FirstAnswer, GateVerdict } from '@hustings/policy';
import { explain } from './explain.ts';

/** A verdict that is recorded. */
export type Decided = Extract<GateVerdict, { answer: 'DECIDED' }>;

/** What a decision says of the message itself, whatever was decided. */
export type DecisionSubject = Omit<
  Decision,
  | 'number'
  | 'kind'
  | 'outcome'
  | 'reason'
  | 'ruleId'
  | 'retryAtUs'
  | 'estimatedReleaseAtUs'
  | 'allPoliticalSuppressed'
  | 'recipientCap'
>;

/** The decision as the log records it. */
export function toDecision(
  subject: DecisionSubject,
  verdict: Decided,
  facts: Pick<Decision, 'kind' | 'content' | 'allPoliticalSuppressed' | 'recipientCap'> & {
    number: number;
  },
): Decision {
  const released = verdict.outcome === Outcome.OUTCOME_RELEASED;
  return {
    ...subject,
    number: BigInt(facts.number),
    kind: facts.kind,
    // A queued message's text was stored when it was admitted.
    content: facts.content ?? subject.content,
    outcome: verdict.outcome,
    reason: verdict.reason,
    ruleId: verdict.ruleId,
    retryAtUs: BigInt(verdict.retryAtUs),
    estimatedReleaseAtUs: BigInt(verdict.estimatedReleaseAtUs),
    allPoliticalSuppressed: facts.allPoliticalSuppressed,
    recipientCap: facts.recipientCap,
    releaseAttempt: released ? subject.releaseAttempt : 0,
  };
}

/** True when the message went on: its text must be stored before the decision is recorded. */
export function isAccepted(verdict: GateVerdict): verdict is Decided {
  return (
    verdict.answer === 'DECIDED' &&
    (verdict.outcome === Outcome.OUTCOME_RELEASED || verdict.outcome === Outcome.OUTCOME_QUEUED)
  );
}

/** The caller's answer to a recorded decision. */
export function answerOf(
  decision: Decision,
  { partition, seq, finding }: { partition: string; seq: number; finding: string },
): SendResult {
  const { ruleId, retryAtUs } = decision;
  return {
    idempotencyKey: decision.idempotencyKey,
    messageId: decision.messageId,
    outcome: decision.outcome,
    reason: decision.reason,
    ruleId,
    detail: explain(decision.outcome, decision.reason, { ruleId, retryAtUs, finding }),
    retryAt: optionalTimestamp(retryAtUs),
    estimatedReleaseAt: optionalTimestamp(decision.estimatedReleaseAtUs),
    position: { partition, seq: BigInt(seq), decisionNumber: decision.number },
    repeatedKey: false,
  };
}

/** The first answer again, for a key that was accepted before. */
export function repeatedAnswer(
  idempotencyKey: string,
  first: FirstAnswer,
  partition: string,
): SendResult {
  return {
    idempotencyKey,
    messageId: first.messageId,
    outcome: first.outcome,
    reason: 0,
    ruleId: '',
    detail: 'this key was accepted before; this is its first answer again',
    retryAt: undefined,
    estimatedReleaseAt: optionalTimestamp(BigInt(first.estimatedReleaseAtUs)),
    position: {
      partition,
      seq: BigInt(first.seq),
      decisionNumber: BigInt(first.decisionNumber),
    },
    repeatedKey: true,
  };
}

function optionalTimestamp(us: bigint): ReturnType<typeof timestampFromUs> | undefined {
  return us === 0n ? undefined : timestampFromUs(us);
}
