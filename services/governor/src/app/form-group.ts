import {
  type Decision,
  DecisionKind,
  type DecisionsRecorded,
  DeliveryMode,
  type VerdictRef,
} from '@hustings/contracts/governor';
import type { GateItem, SendContext } from '@hustings/policy';
import type { Decided as DecidedGroup, QueuedMessage } from '@hustings/redis-scripts';
import { type DecisionSubject, toDecision } from '../domain/record.ts';
import type { Verdict } from '../ports/classifier.ts';
import type { WaitingCall } from './group.ts';

/** Everything that one script call is asked about: queued messages at the front of their lanes, then new requests. */
export interface Group {
  releases: QueuedMessage[];
  calls: WaitingCall[];
  items: GateItem[];
  /** Subject of each item's decision, in the order of the items. */
  subjects: DecisionSubject[];
}

/** Puts a group together; `suppressed` tells, item by item, who opted out from all political senders. */
export function formGroup(
  releases: QueuedMessage[],
  calls: WaitingCall[],
  suppressed: boolean[],
): Group {
  const subjects = [...releases.map(subjectOfRelease), ...calls.map(subjectOfAdmission)];
  const contexts = new Map<string, SendContext>();
  const items = subjects.map((subject, index) =>
    toItem(subject, {
      context: shareContext(contexts, subject),
      kind: index < releases.length ? 'RELEASE' : 'ADMISSION',
      verdict: calls[index - releases.length]?.message.verdict?.disposition ?? 'NONE',
      suppressed: suppressed[index] ?? false,
    }),
  );
  return { releases, calls, items, subjects };
}

/** The event that records a decided group: its decisions are those verdicts that are DECIDED. */
export function toRecord(
  group: Group,
  decided: DecidedGroup,
  facts: {
    lastRecordedCall: number;
    factsSeq: number;
    allPoliticalSeq: number;
    subjects: DecisionSubject[];
  },
): { recorded: DecisionsRecorded; decisionOfItem: Map<number, Decision> } {
  const decisionOfItem = new Map<number, Decision>();
  for (const [index, verdict] of decided.verdicts.entries()) {
    const subject = facts.subjects[index];
    const item = group.items[index];
    if (verdict.answer !== 'DECIDED' || !subject || !item) continue;
    const decision = toDecision(subject, verdict, {
      number: decided.number + decisionOfItem.size + 1,
      kind:
        item.kind === 'RELEASE'
          ? DecisionKind.DECISION_KIND_RELEASE
          : DecisionKind.DECISION_KIND_ADMISSION,
      allPoliticalSuppressed: item.allPoliticalSuppressed,
    });
    decisionOfItem.set(index, decision);
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
      decisions: [...decisionOfItem.values()],
    },
    decisionOfItem,
  };
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

function toVerdictRef(verdict: Verdict): VerdictRef {
  const { verdictId, templateFingerprint, familyId, findingCodes } = verdict;
  return { verdictId, templateFingerprint, familyId, findingCodes };
}

/** One object for all items with the same context, so that the script reads it once. */
function shareContext(contexts: Map<string, SendContext>, subject: DecisionSubject): SendContext {
  const { organisationId, credentialId, intermediaryId, senderId, campaignId } = subject;
  const key = `${credentialId} ${senderId} ${campaignId}`;
  const known = contexts.get(key);
  if (known) return known;
  const context = { organisationId, credentialId, intermediaryId, senderId, campaignId };
  contexts.set(key, context);
  return context;
}

function toItem(
  subject: DecisionSubject,
  input: {
    context: SendContext;
    kind: GateItem['kind'];
    verdict: GateItem['textVerdict'];
    suppressed: boolean;
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
    textVerdict: input.kind === 'RELEASE' ? 'ALLOW' : input.verdict,
    allPoliticalSuppressed: input.suppressed,
    releaseAttempt: subject.releaseAttempt,
  };
}
