import { createHash } from 'node:crypto';
import {
  Decision,
  DecisionKind,
  DecisionsRecorded,
  DeliveryMode,
  Priority,
} from '@hustings/contracts/governor';
import { type GateItem, releaseItemOf, type SendContext } from '@hustings/policy';
import type { Decided } from '@hustings/redis-scripts';

/** What a group asks for: new messages for a lane, the release of queued ones, or new messages to go out at once. */
export type GroupKind = 'queue' | 'release' | 'immediate';

/** Makes groups of messages that look like those of a campaign: each to another recipient, few to the same again. */
export class Traffic {
  #messages = 0;
  readonly #recipients: number;

  /** `recipients`: how many people each organisation writes to, one after the other. */
  constructor(recipients = 1_000_000) {
    this.#recipients = recipients;
  }

  /** New requests; contexts take turns in runs, as the messages of several clients do. */
  requests(size: number, contexts: readonly SendContext[], mode: DeliveryMode): GateItem[] {
    const run = Math.ceil(size / contexts.length);
    return Array.from({ length: size }, (_, index) => {
      const context = contexts[Math.floor(index / run)] ?? contexts[0];
      if (context === undefined) throw new Error('a group has a context');
      return this.#request(context, mode);
    });
  }

  #request(context: SendContext, mode: DeliveryMode): GateItem {
    const number = this.#messages++;
    const digest = createHash('sha256').update(`${number}`).digest();
    return {
      kind: 'ADMISSION',
      context,
      messageId: `01J${digest.toString('base64url').slice(0, 23)}`,
      recipient: recipientOf(context.organisationId, number % this.#recipients),
      idempotencyKey: `campaign-2026-${number}`,
      requestHash: digest.subarray(0, 16),
      priority: Priority.PRIORITY_BULK,
      mode,
      units: 1,
      expiresAtUs: 0,
      textVerdict: 'ALLOW',
      allPoliticalSuppressed: false,
      releaseAttempt: 1,
    };
  }
}

/** A pseudonym of the length that the governor's have. */
export function recipientOf(organisationId: string, index: number): string {
  return createHash('sha256').update(`${organisationId} ${index}`).digest('base64url');
}

/** The releases of what was queued. */
export function releasesOf(event: DecisionsRecorded): GateItem[] {
  return event.decisions.map((admission) =>
    releaseItemOf(admission, { releases: 0, allPoliticalSuppressed: false }),
  );
}

/** The commit that a governor would record, as it reads it back from the log. */
export function commitOf(items: readonly GateItem[], decided: Decided): DecisionsRecorded {
  const decisions: Decision[] = [];
  for (const [index, verdict] of decided.verdicts.entries()) {
    const item = items[index];
    if (item === undefined || verdict.answer !== 'DECIDED') continue;
    decisions.push(
      Decision.create({
        ...item.context,
        number: BigInt(decided.number + decisions.length + 1),
        kind:
          item.kind === 'RELEASE'
            ? DecisionKind.DECISION_KIND_RELEASE
            : DecisionKind.DECISION_KIND_ADMISSION,
        messageId: item.messageId,
        recipient: item.recipient,
        idempotencyKey: item.idempotencyKey,
        requestHash: Buffer.from(item.requestHash),
        priority: item.priority,
        mode: item.mode,
        units: item.units,
        expiresAtUs: BigInt(item.expiresAtUs),
        outcome: verdict.outcome,
        reason: verdict.reason,
        ruleId: verdict.ruleId,
        retryAtUs: BigInt(verdict.retryAtUs),
        estimatedReleaseAtUs: BigInt(verdict.estimatedReleaseAtUs),
        allPoliticalSuppressed: item.allPoliticalSuppressed,
        releaseAttempt: item.releaseAttempt,
      }),
    );
  }
  return DecisionsRecorded.create({
    call: BigInt(decided.call),
    decidedAtUs: BigInt(decided.nowUs),
    cut: {
      gateSeq: BigInt(decided.gateSeq),
      factsSeq: BigInt(decided.factSeq),
      allPoliticalSeq: 0n,
    },
    decisions,
  });
}

export const MODE_OF = {
  queue: DeliveryMode.DELIVERY_MODE_QUEUED,
  immediate: DeliveryMode.DELIVERY_MODE_IMMEDIATE,
} as const;
