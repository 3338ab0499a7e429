import { DeliveryMode, Outcome, Priority, Reason } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import { answerKey, type BoundInGroup, keyName } from './answer-key.ts';
import {
  type CheckedContext,
  checkContext,
  type Refusal,
  refusalByStanding,
} from './check-context.ts';
import { policyAt } from './compiled-limit.ts';
import { foreseeRelease } from './foresee-release.ts';
import { laneLength } from './lanes.ts';
import { type LimitBook, openLimitBook } from './limit-book.ts';
import { CONVERSATION_US, type Demand } from './meter.ts';
import type { GateState } from './state.ts';
import type { GateItem, GateVerdict, GroupDecision, InstantUs, SendContext } from './types.ts';

/** What one call decides on. */
export interface GroupInput {
  /** One instant holds for the whole call. */
  nowUs: InstantUs;
  items: readonly GateItem[];
}

/** What earlier items of the same group have done. */
interface Group {
  state: GateState;
  nowUs: InstantUs;
  book: LimitBook;
  contexts: Map<SendContext, CheckedContext>;
  boundKeys: Map<string, BoundInGroup>;
  /** Queued in this group, by sender: all, and those in conversation. */
  queued: Map<string, { all: number; conversation: number }>;
  /** Queued messages that were released or cancelled in this group. */
  settled: Set<string>;
}

/**
 * Decides a group in order: each item sees what earlier ones did. The state is left as it is; what was decided takes
 * effect with `applyDecisions`, after it was recorded.
 */
export function decideGroup(state: GateState, { nowUs, items }: GroupInput): GroupDecision {
  const book = openLimitBook(state, nowUs);
  const group: Group = {
    state,
    nowUs,
    book,
    contexts: new Map(),
    boundKeys: new Map(),
    queued: new Map(),
    settled: new Set(),
  };
  const verdicts = items.map((item, index) =>
    item.kind === 'RELEASE' ? decideRelease(group, item) : decideAdmission(group, item, index),
  );
  const policyHash = policyAt(state.policies, nowUs)?.hash ?? '';
  return { verdicts, policyHash, shadowRefusals: book.shadowRefusals };
}

function decideAdmission(group: Group, item: GateItem, index: number): GateVerdict {
  const repeated = answerKey(group.state, group.boundKeys, { item, nowUs: group.nowUs });
  if (repeated !== null) return repeated;
  const context = contextOf(group, item);
  const refusal = firstRefusal(group, item, context) ?? standingRefusal(group, item, context);
  if (refusal !== null) return refuse(refusal);
  if (item.textVerdict === 'BLOCK') {
    return refuse({ reason: Reason.REASON_CONTENT_BLOCKED, ruleId: '', retryAtUs: 0 });
  }
  if (item.textVerdict === 'NONE') return hold(group, context);
  const verdict =
    item.mode === DeliveryMode.DELIVERY_MODE_IMMEDIATE
      ? releaseNow(group, item, context)
      : queue(group, item, context);
  if (verdict.answer === 'DECIDED' && verdict.reason === Reason.REASON_UNSPECIFIED) {
    const { requestHash } = item;
    group.boundKeys.set(keyName(item), { requestHash, index });
  }
  return verdict;
}

/** Revocations and opt-outs end a queued message; what ends by itself, a restriction or a limit, makes it wait. */
function decideRelease(group: Group, item: GateItem): GateVerdict {
  if (!isNextInLane(group, item)) return { answer: 'GONE' };
  const context = contextOf(group, item);
  const refusal = firstRefusal(group, item, context) ?? standingRefusal(group, item, context);
  if (refusal?.reason === Reason.REASON_NO_POLICY) return wait(refusal.ruleId, 0);
  if (refusal?.reason === Reason.REASON_RESTRICTED_REPLY_ONLY) {
    return wait(refusal.ruleId, refusal.retryAtUs);
  }
  if (refusal !== null) return end(group, item, refusal);
  const result = group.book.trySpend(context.limits, demandOf(group, item));
  if (result.spent) return end(group, item, null);
  if (result.freeAtUs !== Number.POSITIVE_INFINITY) return wait(result.ruleId, result.freeAtUs);
  const reason = Reason.REASON_LIMIT_EXCEEDED;
  return end(group, item, { reason, ruleId: result.ruleId, retryAtUs: 0 });
}

function isNextInLane({ state, settled }: Group, item: GateItem): boolean {
  const message = state.messages.get(item.messageId);
  if (message?.queued !== true || settled.has(item.messageId)) return false;
  return item.releaseAttempt === 0 || item.releaseAttempt === message.releases + 1;
}

function end(group: Group, item: GateItem, refusal: Refusal | null): GateVerdict {
  group.settled.add(item.messageId);
  if (refusal === null) return decided(Outcome.OUTCOME_RELEASED);
  return { ...decided(Outcome.OUTCOME_CANCELLED), ...refusal, retryAtUs: 0 };
}

function firstRefusal(group: Group, item: GateItem, context: CheckedContext): Refusal | null {
  if (context.refusal !== null) return context.refusal;
  if (item.expiresAtUs !== 0 && group.nowUs >= item.expiresAtUs) {
    return { reason: Reason.REASON_EXPIRED, ruleId: '', retryAtUs: 0 };
  }
  const reason = optOutReason(group.state, item);
  return reason === null ? null : { reason, ruleId: '', retryAtUs: 0 };
}

/** The widest scope first. */
function optOutReason(state: GateState, item: GateItem): Reason | null {
  if (item.allPoliticalSuppressed) return Reason.REASON_OPTED_OUT_ALL_POLITICAL;
  const scopes = state.optOuts.get(item.recipient);
  if (scopes === undefined) return null;
  if (scopes.has('o')) return Reason.REASON_OPTED_OUT_ORGANISATION;
  if (scopes.has(`c:${item.context.campaignId}`)) return Reason.REASON_OPTED_OUT_CAMPAIGN;
  if (scopes.has(`s:${item.context.senderId}`)) return Reason.REASON_OPTED_OUT_SENDER;
  return null;
}

function standingRefusal(group: Group, item: GateItem, context: CheckedContext): Refusal | null {
  return refusalByStanding(context.sanctions, group.state.replied.has(item.recipient));
}

function hold(group: Group, context: CheckedContext): GateVerdict {
  const policy = present(context.policy, 'without a policy the context refuses');
  return {
    ...decided(Outcome.OUTCOME_HELD),
    reason: Reason.REASON_CLASSIFIER_UNAVAILABLE,
    retryAtUs: group.nowUs + policy.retryHeldAfterUs,
  };
}

function releaseNow(group: Group, item: GateItem, context: CheckedContext): GateVerdict {
  const result = group.book.trySpend(context.limits, demandOf(group, item));
  if (result.spent) return decided(Outcome.OUTCOME_RELEASED);
  const retryAtUs = result.freeAtUs === Number.POSITIVE_INFINITY ? 0 : result.freeAtUs;
  return refuse({ reason: Reason.REASON_LIMIT_EXCEEDED, ruleId: result.ruleId, retryAtUs });
}

function queue(group: Group, item: GateItem, context: CheckedContext): GateVerdict {
  const tooLarge = context.limits.find(
    (limit) => !limit.shadow && limit.segments && item.units > limit.max,
  );
  if (tooLarge !== undefined) {
    const reason = Reason.REASON_LIMIT_EXCEEDED;
    return refuse({ reason, ruleId: tooLarge.id, retryAtUs: 0 });
  }
  const { senderId } = item.context;
  const inGroup = group.queued.get(senderId) ?? { all: 0, conversation: 0 };
  const isConversation = item.priority === Priority.PRIORITY_CONVERSATION;
  const ahead =
    laneLength(group.state, senderId, item.priority) +
    (isConversation ? inGroup.conversation : inGroup.all);
  const conversation = inGroup.conversation + (isConversation ? 1 : 0);
  group.queued.set(senderId, { all: inGroup.all + 1, conversation });
  const estimatedReleaseAtUs = group.nowUs + foreseeRelease(context.limits, ahead);
  return { ...decided(Outcome.OUTCOME_QUEUED), estimatedReleaseAtUs };
}

function demandOf({ state, nowUs }: Group, item: GateItem): Demand {
  const { organisationId, senderId } = item.context;
  const { recipient, units } = item;
  const repliedAtUs = state.replied.get(recipient);
  const inConversation = repliedAtUs !== undefined && nowUs - repliedAtUs < CONVERSATION_US;
  return { organisationId, senderId, recipient, units, inConversation };
}

function contextOf(group: Group, { context }: GateItem): CheckedContext {
  const known = group.contexts.get(context);
  if (known !== undefined) return known;
  const checked = checkContext(group.state, context, group.nowUs);
  group.contexts.set(context, checked);
  return checked;
}

function decided(outcome: Outcome): Extract<GateVerdict, { answer: 'DECIDED' }> {
  const reason = Reason.REASON_UNSPECIFIED;
  return { answer: 'DECIDED', outcome, reason, ruleId: '', retryAtUs: 0, estimatedReleaseAtUs: 0 };
}

function refuse(refusal: Refusal): GateVerdict {
  return { ...decided(Outcome.OUTCOME_REFUSED), ...refusal };
}

function wait(ruleId: string, againAtUs: InstantUs): GateVerdict {
  return { answer: 'WAIT', ruleId, againAtUs };
}
