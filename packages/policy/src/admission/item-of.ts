import { type Decision, DecisionKind, Reason } from '@hustings/contracts/governor';
import type { GateItem, RecipientCapLook, TextVerdict } from './types.ts';

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
      seatId: decision.seatId,
      place: decision.place,
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
    recipientCap: recipientCapOf(decision),
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

function recipientCapOf({ recipientCap }: Decision): RecipientCapLook | undefined {
  if (recipientCap === undefined) return undefined;
  return { limitId: recipientCap.limitId, untilUs: Number(recipientCap.untilUs) };
}

/** The verdict itself is the classifier's to prove; a decision shows which one was used by what it led to. */
function textVerdictOf(decision: Decision): TextVerdict {
  if (decision.reason === Reason.REASON_CONTENT_BLOCKED) return 'BLOCK';
  return decision.verdict === undefined ? 'NONE' : 'ALLOW';
}
