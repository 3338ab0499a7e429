import { DeliveryMode, Outcome, Priority, Reason } from '@hustings/contracts/governor';
import { present } from '@hustings/kernel';
import { foreseenAt } from '../windows/open-time.ts';
import { answerKey, type BoundInGroup, keyName } from './answer-key.ts';
import { orderAgainst } from './cancellation.ts';
import {
  type CheckedContext,
  checkContext,
  type Refusal,
  refusalByStanding,
} from './check-context.ts';
import { refusalByPassedSilence, refusalByQuietHours, refusalBySilence } from './check-window.ts';
import { isConditional, policyAt } from './compiled-limit.ts';
import { foreseeRelease } from './foresee-release.ts';
import { laneLength } from './lanes.ts';
import { type LimitBook, openLimitBook } from './limit-book.ts';
import { CAP_PATIENCE_US, CONVERSATION_US, type Demand } from './meter.ts';
import type { GateState, PendingMessage } from './state.ts';
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
    item.kind === 'ADMISSION' ? decideAdmission(group, item, index) : decideQueued(group, item),
  );
  const policyHash = policyAt(state.policies, nowUs)?.hash ?? '';
  const inConversation = releasedInConversation(group, items, verdicts);
  return { verdicts, policyHash, inConversation, shadowRefusals: book.shadowRefusals };
}

function releasedInConversation(
  group: Group,
  items: readonly GateItem[],
  verdicts: GateVerdict[],
): number[] {
  return [...items.entries()].flatMap(([index, item]) => {
    const verdict = verdicts[index];
    const isReleased =
      verdict?.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
    return isReleased && demandOf(group, item).inConversation ? [index] : [];
  });
}

function decideAdmission(group: Group, item: GateItem, index: number): GateVerdict {
  const repeated = answerKey(group.state, group.boundKeys, { item, nowUs: group.nowUs });
  if (repeated !== null) return repeated;
  const context = contextOf(group, item);
  const refusal =
    firstRefusal(group, item, context) ??
    standingRefusal(group, item, context) ??
    refusalBySilence(context.window);
  if (refusal?.reason === Reason.REASON_COMPROMISE_HOLD) return held(refusal);
  if (refusal !== null) return refuse(refusal);
  if (item.textVerdict === 'BLOCK') {
    return refuse({ reason: Reason.REASON_CONTENT_BLOCKED, ruleId: '', retryAtUs: 0 });
  }
  if (item.textVerdict === 'NONE') return hold(group, context);
  const verdict = accept(group, item, context);
  if (isAccepted(verdict)) {
    const { requestHash } = item;
    group.boundKeys.set(keyName(item), { requestHash, index });
  }
  return verdict;
}

/** In quiet hours what may wait stands in its lane; what is wanted now, or could only wait for ever, is held. */
function accept(group: Group, item: GateItem, context: CheckedContext): GateVerdict {
  const quiet = quietRefusal(group, item, context);
  const isImmediate = item.mode === DeliveryMode.DELIVERY_MODE_IMMEDIATE;
  if (isImmediate && context.paused !== Reason.REASON_UNSPECIFIED) {
    return held({ reason: context.paused, ruleId: '', retryAtUs: 0 });
  }
  if (quiet !== null && (isImmediate || quiet.retryAtUs === 0)) return held(quiet);
  return isImmediate ? releaseNow(group, item, context) : queue(group, item, { context, quiet });
}

function isAccepted(verdict: GateVerdict): boolean {
  if (verdict.answer !== 'DECIDED') return false;
  const { outcome } = verdict;
  return outcome === Outcome.OUTCOME_RELEASED || outcome === Outcome.OUTCOME_QUEUED;
}

/**
 * Revocations, opt-outs, the owner and election silence end a queued message; what ends by itself, a restriction, a hold, quiet hours
 * or a limit, makes it wait. What cannot come to an end by itself ends the message too.
 */
function decideQueued(group: Group, item: GateItem): GateVerdict {
  const message = nextInLane(group, item);
  if (message === null) return { answer: 'GONE' };
  const context = contextOf(group, item);
  const orderId = orderAgainst(message, context.cancelled);
  if (orderId !== '') {
    const reason = Reason.REASON_CANCELLED_BY_OWNER;
    return end(group, item, { reason, ruleId: orderId, retryAtUs: 0 });
  }
  const refusal = firstRefusal(group, item, context) ?? standingRefusal(group, item, context);
  if (refusal !== null && !endsByItself(refusal.reason)) return end(group, item, refusal);
  const silence =
    refusalBySilence(context.window) ??
    refusalByPassedSilence(context.window, message.admittedAtUs);
  if (silence !== null) return end(group, item, silence);
  if (refusal !== null) return wait(refusal.ruleId, refusal.retryAtUs);
  const quiet = quietRefusal(group, item, context);
  if (quiet?.retryAtUs === 0) return end(group, item, quiet);
  if (quiet !== null) return wait(quiet.ruleId, context.window?.untilUs ?? 0);
  const isPaused = context.paused !== Reason.REASON_UNSPECIFIED;
  return isPaused || item.kind === 'RECALL' ? wait('', 0) : release(group, item, context);
}

function release(group: Group, item: GateItem, context: CheckedContext): GateVerdict {
  const result = spend(group, item, context);
  if (result.spent) return end(group, item, null);
  const reason = Reason.REASON_LIMIT_EXCEEDED;
  const { ruleId, freeAtUs } = result;
  if (ruleId === item.recipientCap?.limitId && freeAtUs - group.nowUs > CAP_PATIENCE_US) {
    const ended = end(group, item, { reason, ruleId, retryAtUs: 0 });
    return { ...ended, retryAtUs: freeAtUs };
  }
  if (freeAtUs !== Number.POSITIVE_INFINITY) return wait(ruleId, freeAtUs);
  return end(group, item, { reason, ruleId, retryAtUs: 0 });
}

function endsByItself(reason: Reason): boolean {
  return (
    reason === Reason.REASON_NO_POLICY ||
    reason === Reason.REASON_RESTRICTED_REPLY_ONLY ||
    reason === Reason.REASON_COMPROMISE_HOLD
  );
}

function nextInLane({ state, settled }: Group, item: GateItem): PendingMessage | null {
  const message = state.messages.get(item.messageId);
  if (message?.queued !== true || settled.has(item.messageId)) return null;
  const isNext = item.releaseAttempt === 0 || item.releaseAttempt === message.releases + 1;
  return isNext ? message : null;
}

function end(
  group: Group,
  item: GateItem,
  refusal: Refusal | null,
): Extract<GateVerdict, { answer: 'DECIDED' }> {
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

function quietRefusal(group: Group, item: GateItem, { window }: CheckedContext): Refusal | null {
  const repliedAtUs = group.state.replied.get(item.recipient);
  return refusalByQuietHours(window, item, { nowUs: group.nowUs, repliedAtUs });
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
  const result = spend(group, item, context);
  if (result.spent) return decided(Outcome.OUTCOME_RELEASED);
  const retryAtUs = result.freeAtUs === Number.POSITIVE_INFINITY ? 0 : result.freeAtUs;
  return refuse({ reason: Reason.REASON_LIMIT_EXCEEDED, ruleId: result.ruleId, retryAtUs });
}

/** Spends the permits of a release, or says why not; what a warning would have kept back is counted. */
function spend(group: Group, item: GateItem, { limits, window, warned, slow }: CheckedContext) {
  const demand = demandOf(group, item);
  const isStranger = !group.state.replied.has(item.recipient);
  const paces = { paced: warned && isStranger, slow: slow && isStranger };
  const result = group.book.trySpend(limits, { ...demand, ...paces });
  const warning = window?.state === 'OPEN' ? window.warning : '';
  if (result.spent && warning !== '') group.book.countShadow(warning);
  return result;
}

function queue(
  group: Group,
  item: GateItem,
  { context, quiet }: { context: CheckedContext; quiet: Refusal | null },
): GateVerdict {
  const tooLarge = context.limits.find(
    (limit) => !limit.shadow && !isConditional(limit) && limit.segments && item.units > limit.max,
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
  const estimatedReleaseAtUs = foreseenAt(context.policy?.windows, item.context.place, {
    fromUs: quiet?.retryAtUs ?? group.nowUs,
    ...foreseeRelease(context.limits, ahead),
  });
  const why = quiet === null ? {} : { reason: quiet.reason, ruleId: quiet.ruleId };
  return { ...decided(Outcome.OUTCOME_QUEUED), ...why, estimatedReleaseAtUs };
}

function demandOf({ state, nowUs }: Group, item: GateItem): Demand {
  const { organisationId, senderId } = item.context;
  const { recipient, units } = item;
  const repliedAtUs = state.replied.get(recipient);
  const inConversation = repliedAtUs !== undefined && nowUs - repliedAtUs < CONVERSATION_US;
  const { recipientCap } = item;
  const answered = { inConversation, recipientCap, repliedAtUs: repliedAtUs ?? 0 };
  return { organisationId, senderId, recipient, units, ...answered };
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

function held(refusal: Refusal): GateVerdict {
  return { ...decided(Outcome.OUTCOME_HELD), ...refusal };
}

function refuse(refusal: Refusal): GateVerdict {
  return { ...decided(Outcome.OUTCOME_REFUSED), ...refusal };
}

function wait(ruleId: string, againAtUs: InstantUs): GateVerdict {
  return { answer: 'WAIT', ruleId, againAtUs };
}
