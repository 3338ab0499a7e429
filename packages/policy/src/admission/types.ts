import type { DeliveryMode, Outcome, Priority, Reason } from '@hustings/contracts/governor';

/** Instants are microseconds since the Unix epoch as integers: exact in a double until the year 2255. 0 = never or none. */
export type InstantUs = number;

/** Who asks to send what for whom: what many messages of a group have in common. */
export interface SendContext {
  organisationId: string;
  credentialId: string;
  intermediaryId: string;
  senderId: string;
  campaignId: string;
  /** Seat that the caller stated; '' = none. */
  seatId: string;
  /** Recipient's place as `placeOf` writes it; '' = nothing is known. */
  place: string;
}

/** What was said of the text: REVIEW may go out; NONE means that no verdict could be had. */
export type TextVerdict = 'ALLOW' | 'REVIEW' | 'BLOCK' | 'NONE';

/** One message to decide on. */
export interface GateItem {
  /**
   * ADMISSION: a new request. RELEASE: a queued message at the front of its lane, as `peek` gave it. RECALL: a queued
   * message anywhere in its lane that something may have ended: it is cancelled, or stays as it is.
   */
  kind: 'ADMISSION' | 'RELEASE' | 'RECALL';
  context: SendContext;
  messageId: string;
  /** Pseudonym in the organisation's key domain: it belongs to one organisation only. */
  recipient: string;
  idempotencyKey: string;
  /** 16 bytes. */
  requestHash: Uint8Array;
  priority: Priority;
  mode: DeliveryMode;
  /** SMS segments, or 1. */
  units: number;
  expiresAtUs: InstantUs;
  textVerdict: TextVerdict;
  /** The recipient stands in the governor's own list of opt-outs from all political senders. */
  allPoliticalSuppressed: boolean;
  /** Absent when nobody asked: no such limit, or a message that only enters its lane. */
  recipientCap?: RecipientCapLook | undefined;
  /** Of a release or recall: one more than the releases so far, or 0 when it is not stated. Nothing for an admission. */
  releaseAttempt: number;
}

/** What the caps over all organisations said of the recipient before the gate was asked. */
export interface RecipientCapLook {
  /** The limit that is reached; '' = there was room. */
  limitId: string;
  /** When there is room again; 0 = there was room. */
  untilUs: InstantUs;
}

/** The first answer to an idempotency key. Only accepted messages bind their key. */
export interface FirstAnswer {
  messageId: string;
  outcome: Outcome;
  decisionNumber: number;
  /** Sequence of the commit in the partition's stream. */
  seq: number;
  estimatedReleaseAtUs: InstantUs;
}

/** The answer for one item. Only DECIDED ones are recorded. */
export type GateVerdict =
  | {
      answer: 'DECIDED';
      outcome: Outcome;
      reason: Reason;
      /** Limit, sanction or "profile:<name>" that decided; '' when the reason says it all. */
      ruleId: string;
      retryAtUs: InstantUs;
      estimatedReleaseAtUs: InstantUs;
    }
  /** The key was accepted before with the same request: the first answer again. */
  | { answer: 'REPEATED'; first: FirstAnswer }
  /** The key was accepted earlier in this group, at that index. */
  | { answer: 'REPEATED_IN_GROUP'; index: number }
  /** A queued message has to wait; 0 = until a fact changes something. */
  | { answer: 'WAIT'; ruleId: string; againAtUs: InstantUs }
  /** The message stands in no lane any more, or was decided earlier in this group. */
  | { answer: 'GONE' };

/** What one call decided. */
export interface GroupDecision {
  /** One per item, in order. */
  verdicts: GateVerdict[];
  /** Policy in force at the instant of the call; '' for none. */
  policyHash: string;
  /** Indices of released items whose recipient is in an open conversation: they count against no cap of the person. */
  inConversation: number[];
  /** How often limits in shadow would have refused what passed. */
  shadowRefusals: ShadowRefusals;
}

/** Limit id → refusals that were only counted. */
export type ShadowRefusals = Record<string, number>;
