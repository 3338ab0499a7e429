import {
  type Decision,
  DecisionKind,
  type DecisionsRecorded,
  DeliveryMode,
  Outcome,
  type VerdictRef,
} from '@hustings/contracts/governor';
import type { GateItem, GateVerdict, RecipientCapLook, SendContext } from '@hustings/policy';
import type { Decided as DecidedGroup, QueuedMessage } from '@hustings/redis-scripts';
import { type DecisionSubject, isAccepted, toDecision } from '../domain/record.ts';
import type { Verdict } from '../ports/classifier.ts';
import type { WaitingCall } from './group.ts';

/** Queued messages that one group decides on. */
export interface QueuedInGroup {
  /** At the front of their lanes. */
  releases: QueuedMessage[];
  /** Anywhere: something may have ended them. */
  recalled: QueuedMessage[];
}

export function countOf({ releases, recalled }: QueuedInGroup): number {
  return releases.length + recalled.length;
}

/** Everything that one script call is asked about: queued messages, those to recall at the end, then new requests. */
export interface Group {
  releases: QueuedMessage[];
  calls: WaitingCall[];
  items: GateItem[];
  /** Subject of each item's decision, in the order of the items. */
  subjects: DecisionSubject[];
}

/** By the place of its item in the group; undefined where nothing was decided. */
export type DecisionOfItem = (Decision | undefined)[];

/** Puts a group together; what was asked about the recipients beforehand is given item by item. */
export function formGroup(
  queued: QueuedInGroup,
  calls: WaitingCall[],
  known: { suppressed: boolean[]; caps: (RecipientCapLook | undefined)[] },
): Group {
  const releases = [...queued.releases, ...queued.recalled];
  const subjects = [...releases.map(subjectOfRelease), ...calls.map(subjectOfAdmission)];
  const contexts = new Contexts();
  const items = subjects.map((subject, index) =>
    toItem(subject, {
      context: contexts.of(subject),
      kind: kindOf(index, queued),
      verdict: calls[index - releases.length]?.message.verdict?.disposition ?? 'NONE',
      suppressed: known.suppressed[index] ?? false,
      recipientCap: known.caps[index],
    }),
  );
  return { releases, calls, items, subjects };
}

/** Share of accepted messages in a group from which the next one's texts are stored while it is decided. */
const MOSTLY = 0.9;

/** Whether nearly all of a group's new messages go on. */
export function mostAreAccepted(group: Group, accepted: readonly WaitingCall[]): boolean {
  return accepted.length >= group.calls.length * MOSTLY;
}

/** The new messages that go on: their texts have to be stored before they are recorded. */
export function acceptedCalls({ calls, releases }: Group, verdicts: GateVerdict[]): WaitingCall[] {
  return calls.filter((_, index) => {
    const verdict = verdicts[releases.length + index];
    return verdict !== undefined && isAccepted(verdict);
  });
}

function kindOf(index: number, queued: QueuedInGroup): GateItem['kind'] {
  if (index < queued.releases.length) return 'RELEASE';
  return index < countOf(queued) ? 'RECALL' : 'ADMISSION';
}

/** The event that records a decided group: its decisions are those verdicts that are DECIDED. */
export function toRecord(
  group: Group,
  decided: DecidedGroup,
  facts: {
    lastRecordedCall: number;
    factsSeq: number;
    allPoliticalSeq: number;
  },
): { recorded: DecisionsRecorded; decisionOfItem: DecisionOfItem } {
  const decisions: Decision[] = [];
  const decisionOfItem: DecisionOfItem = [];
  const uncounted = new Set(decided.inConversation);
  for (let index = 0; index < decided.verdicts.length; index++) {
    const verdict = decided.verdicts[index];
    const subject = group.subjects[index];
    const item = group.items[index];
    if (verdict?.answer !== 'DECIDED' || !subject || !item) continue;
    const content = isAccepted(verdict)
      ? group.calls[index - group.releases.length]?.stored
      : undefined;
    const decision = toDecision(subject, verdict, {
      content,
      number: decided.number + decisions.length + 1,
      kind:
        item.kind === 'ADMISSION'
          ? DecisionKind.DECISION_KIND_ADMISSION
          : DecisionKind.DECISION_KIND_RELEASE,
      allPoliticalSuppressed: item.allPoliticalSuppressed,
      recipientCap: toRecipientCap(item, isReleased(verdict) && !uncounted.has(index)),
    });
    decisions.push(decision);
    decisionOfItem[index] = decision;
  }
  return {
    recorded: {
      call: BigInt(decided.call),
      voidedCalls: callsBetween(facts.lastRecordedCall, decided.call),
      decidedAtUs: BigInt(decided.nowUs),
      cut: {
        gateSeq: BigInt(decided.gateSeq),
        factsSeq: BigInt(facts.factsSeq),
        allPoliticalSeq: BigInt(facts.allPoliticalSeq),
      },
      decisions,
    },
    decisionOfItem,
  };
}

/** Indices of items that hold no place in the caps of their recipients after this call. */
export function withoutPlace({ verdicts, inConversation }: DecidedGroup): number[] {
  const uncounted = new Set(inConversation);
  return [...verdicts.keys()].filter((index) => {
    const verdict = verdicts[index];
    return verdict === undefined || !isReleased(verdict) || uncounted.has(index);
  });
}

function isReleased(verdict: GateVerdict): boolean {
  return verdict.answer === 'DECIDED' && verdict.outcome === Outcome.OUTCOME_RELEASED;
}

function toRecipientCap({ recipientCap }: GateItem, counts: boolean): Decision['recipientCap'] {
  if (recipientCap === undefined) return undefined;
  const { limitId, untilUs } = recipientCap;
  return { limitId, untilUs: BigInt(untilUs), counted: counts && untilUs === 0 };
}

function callsBetween(lastRecorded: number, call: number): bigint[] {
  const voided: bigint[] = [];
  for (let missed = lastRecorded + 1; missed < call; missed++) voided.push(BigInt(missed));
  return voided;
}

function subjectOfRelease({ admission, releases }: QueuedMessage): DecisionSubject {
  return { ...admission, releaseAttempt: releases + 1 };
}

function subjectOfAdmission({ message }: WaitingCall): DecisionSubject {
  const { verdict } = message;
  return {
    messageId: message.messageId,
    organisationId: message.organisationId,
    senderId: message.senderId,
    campaignId: message.campaignId,
    credentialId: message.credentialId,
    intermediaryId: message.intermediaryId,
    seatId: message.seatId,
    place: message.place,
    recipient: message.recipient,
    idempotencyKey: message.idempotencyKey,
    requestHash: message.requestHash,
    priority: message.priority,
    mode: message.immediate
      ? DeliveryMode.DELIVERY_MODE_IMMEDIATE
      : DeliveryMode.DELIVERY_MODE_QUEUED,
    units: message.units,
    expiresAtUs: message.expiresAtUs,
    content: undefined,
    verdict: verdict ? toVerdictRef(verdict) : undefined,
    releaseAttempt: 1,
  };
}

/** One object for a verdict: decisions on the same text are seen to be alike without comparing what it says. */
const verdictRefs = new WeakMap<Verdict, VerdictRef>();

function toVerdictRef(verdict: Verdict): VerdictRef {
  const known = verdictRefs.get(verdict);
  if (known !== undefined) return known;
  const { verdictId, templateFingerprint, familyId, findingCodes, classifierVersion } = verdict;
  const made = { verdictId, templateFingerprint, familyId, findingCodes, classifierVersion };
  verdictRefs.set(verdict, made);
  return made;
}

/** One object for all items with the same context, so that the script reads it once. */
class Contexts {
  readonly #known = new Map<string, SendContext>();
  /** The next item is mostly like the one before. */
  #last: SendContext | null = null;

  of(subject: DecisionSubject): SendContext {
    const last = this.#last;
    if (last !== null && hasContext(subject, last)) return last;
    const { organisationId, credentialId, intermediaryId, senderId, campaignId } = subject;
    const { seatId, place } = subject;
    const key = `${credentialId} ${senderId} ${campaignId} ${seatId} ${place}`;
    const who = { organisationId, credentialId, intermediaryId, senderId, campaignId };
    const context = this.#known.get(key) ?? { ...who, seatId, place };
    this.#known.set(key, context);
    this.#last = context;
    return context;
  }
}

function hasContext(subject: DecisionSubject, context: SendContext): boolean {
  return (
    subject.credentialId === context.credentialId &&
    subject.senderId === context.senderId &&
    subject.campaignId === context.campaignId &&
    subject.seatId === context.seatId &&
    subject.place === context.place
  );
}

function toItem(
  subject: DecisionSubject,
  input: {
    context: SendContext;
    kind: GateItem['kind'];
    verdict: GateItem['textVerdict'];
    suppressed: boolean;
    recipientCap: RecipientCapLook | undefined;
  },
): GateItem {
  return {
    kind: input.kind,
    context: input.context,
    messageId: subject.messageId,
    recipient: subject.recipient,
    idempotencyKey: subject.idempotencyKey,
    requestHash: subject.requestHash,
    priority: subject.priority,
    mode: subject.mode,
    units: subject.units,
    expiresAtUs: Number(subject.expiresAtUs),
    textVerdict: input.kind === 'ADMISSION' ? input.verdict : 'ALLOW',
    allPoliticalSuppressed: input.suppressed,
    recipientCap: input.recipientCap,
    releaseAttempt: subject.releaseAttempt,
  };
}
