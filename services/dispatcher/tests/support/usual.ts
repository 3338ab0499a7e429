import { type Decision, DecisionKind, Outcome } from '@hustings/contracts/governor';

export const ORGANISATION = 'org-a';
export const SENDER = 'snd-a';
export const SENDER_NUMBER = '+34911000001';

/** A recipient's number that is well-formed and nobody's. */
export function person(index: number): string {
  return `+3460000${String(index).padStart(4, '0')}`;
}

/** A decision that releases a message, with these fields. */
export function usualDecision(fields: Partial<Decision>): Decision {
  return { ...DECISION, ...fields };
}

const DECISION: Decision = {
  number: 0n,
  kind: DecisionKind.DECISION_KIND_RELEASE,
  messageId: '',
  organisationId: ORGANISATION,
  senderId: SENDER,
  campaignId: 'cmp-a',
  credentialId: 'crd-a',
  intermediaryId: 'int-a',
  recipient: '',
  idempotencyKey: '',
  requestHash: Buffer.alloc(0),
  priority: 1,
  mode: 1,
  units: 1,
  expiresAtUs: 0n,
  outcome: Outcome.OUTCOME_RELEASED,
  reason: 0,
  ruleId: '',
  retryAtUs: 0n,
  estimatedReleaseAtUs: 0n,
  content: undefined,
  verdict: undefined,
  recipientCap: undefined,
  allPoliticalSuppressed: false,
  releaseAttempt: 1,
  place: '',
  seatId: '',
};
