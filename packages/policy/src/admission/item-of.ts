import { type Decision, DecisionKind, Reason } from '@hustings/contracts/governor';
import type { GateItem, TextVerdict } from './types.ts';

/** The item that a recorded decision answered: what a replay decides again. */
export function itemOf(decision: Decision): GateItem {
  return {
    kind: decision.kind === DecisionKind.DECISION_KIND_RELEASE ? 'RELEASE' : 'ADMISSION',
    context: {
      organisationId: decision.organisationId,
      credentialId: decision.credentialId,
      intermediaryId: decision.intermediaryId,
      senderId: decision.senderId,
      campaignId: decision.campaignId,
    },
    messageId: decision.messageId,
    recipient: decision.recipient,
    idempotencyKey: decision.idempotencyKey,
    requestHash: decision.requestHash,
    priority: decision.priority,
    mode: decision.mode,
    units: decision.units,
    expiresAtUs: Number(decision.expiresAtUs),
    textVerdict: textVerdictOf(decision),
    allPoliticalSuppressed: decision.allPoliticalSuppressed,
    releaseAttempt: decision.releaseAttempt,
  };
}

/** The item that asks for the release of a queued message. */
export function releaseItemOf(
  admission: Decision,
  asked: { releases: number; allPoliticalSuppressed: boolean },
): GateItem {
  const { allPoliticalSuppressed } = asked;
  const releaseAttempt = asked.releases + 1;
  return { ...itemOf(admission), kind: 'RELEASE', allPoliticalSuppressed, releaseAttempt };
}

/** The verdict itself is the classifier's to prove; a decision shows which one was used by what it led to. */
function textVerdictOf(decision: Decision): TextVerdict {
  if (decision.reason === Reason.REASON_CONTENT_BLOCKED) return 'BLOCK';
  return decision.verdict === undefined ? 'NONE' : 'ALLOW';
}
