import {
  type Decision,
  DecisionKind,
  type DecisionsRecorded,
  Outcome,
} from '@hustings/contracts/governor';
import { KEY_LIFE_US, keyName } from './answer-key.ts';
import { type CompiledLimit, policyAt } from './compiled-limit.ts';
import { itemOf } from './item-of.ts';
import { dequeue, enqueue } from './lanes.ts';
import { type LimitBook, openLimitBook } from './limit-book.ts';
import { CONVERSATION_US } from './meter.ts';
import { senderLimits } from './sender-limits.ts';
import type { GateState } from './state.ts';
import type { InstantUs } from './types.ts';

/** A commit of the gate as the log holds it. */
export interface GateCommit {
  /** Sequence in the partition's stream. */
  seq: number;
  event: DecisionsRecorded;
}

/** Applies the effects of a recorded commit: permits, keys, lanes, numbers. A commit that was applied changes nothing. */
export function applyDecisions(state: GateState, { seq, event }: GateCommit): void {
  if (seq <= state.gateSeq) return;
  const atUs = Number(event.decidedAtUs);
  spendFor(state, event);
  for (const decision of event.decisions) {
    if (decision.kind === DecisionKind.DECISION_KIND_RELEASE) applyRelease(state, decision);
    else applyAdmission(state, decision, { seq, atUs });
    state.number = Math.max(state.number, Number(decision.number));
  }
  state.gateSeq = seq;
  state.call = Math.max(state.call, Number(event.call));
  state.nowUs = Math.max(state.nowUs, atUs);
}

/** What remains of a call that was executed and never recorded: its permits stay spent. */
export function applyVoided(state: GateState, event: DecisionsRecorded): void {
  spendFor(state, event);
  state.nowUs = Math.max(state.nowUs, Number(event.decidedAtUs));
}

function spendFor(state: GateState, event: DecisionsRecorded): void {
  const atUs = Number(event.decidedAtUs);
  const book = openLimitBook(state, atUs);
  for (const decision of event.decisions) {
    if (decision.outcome === Outcome.OUTCOME_RELEASED) spendOne(state, book, { decision, atUs });
  }
  book.save();
}

function spendOne(
  state: GateState,
  book: LimitBook,
  { decision, atUs }: { decision: Decision; atUs: InstantUs },
): void {
  const { organisationId, senderId, recipient, units } = decision;
  const repliedAtUs = state.replied.get(recipient);
  const inConversation = repliedAtUs !== undefined && atUs - repliedAtUs < CONVERSATION_US;
  const answered = { inConversation, repliedAtUs: repliedAtUs ?? 0 };
  const demand = { organisationId, senderId, recipient, units, ...answered };
  book.spend(limitsAt(state, senderId, atUs), demand);
}

/** Limits of a sender under the policy in force at an instant. */
export function limitsAt(state: GateState, senderId: string, atUs: InstantUs): CompiledLimit[] {
  return senderLimits(state, policyAt(state.policies, atUs), senderId) ?? [];
}

function applyAdmission(
  state: GateState,
  admission: Decision,
  at: { seq: number; atUs: InstantUs },
): void {
  const isReleased = admission.outcome === Outcome.OUTCOME_RELEASED;
  if (!isReleased && admission.outcome !== Outcome.OUTCOME_QUEUED) return;
  const fresh = { releases: isReleased ? 1 : 0, queued: false, cancelledBy: '' };
  const message = { ...fresh, admission, admittedAtUs: at.atUs };
  state.messages.set(admission.messageId, message);
  if (!isReleased) enqueue(state, message);
  bindKey(state, admission, at);
}

function applyRelease(state: GateState, decision: Decision): void {
  const message = state.messages.get(decision.messageId);
  if (message === undefined) return;
  if (message.queued) dequeue(state, message);
  if (decision.outcome === Outcome.OUTCOME_RELEASED) message.releases = decision.releaseAttempt;
  else state.messages.delete(decision.messageId);
}

function bindKey(
  state: GateState,
  decision: Decision,
  { seq, atUs }: { seq: number; atUs: InstantUs },
): void {
  dropDeadKeys(state, atUs);
  const name = keyName(itemOf(decision));
  // Deleting first keeps the map in the order of time, so that dead keys stand at its front.
  state.boundKeys.delete(name);
  state.boundKeys.set(name, {
    requestHash: decision.requestHash,
    decidedAtUs: atUs,
    first: {
      messageId: decision.messageId,
      outcome: decision.outcome,
      decisionNumber: Number(decision.number),
      seq,
      estimatedReleaseAtUs: Number(decision.estimatedReleaseAtUs),
    },
  });
}

function dropDeadKeys(state: GateState, nowUs: InstantUs): void {
  for (const [name, bound] of state.boundKeys) {
    if (nowUs - bound.decidedAtUs < KEY_LIFE_US) return;
    state.boundKeys.delete(name);
  }
}
