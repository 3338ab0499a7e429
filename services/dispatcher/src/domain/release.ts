import type { ReleaseRef } from '@hustings/contracts/dispatch';
import { type ContentRef, type DecisionsRecorded, Outcome } from '@hustings/contracts/governor';

/** A message that the governor has released and that nobody has taken up yet. */
export interface Release {
  ref: ReleaseRef;
  partition: string;
  credentialId: string;
  intermediaryId: string;
  /** '' = none. */
  seatId: string;
  /** Time of the decision, microseconds since the Unix epoch. */
  decidedAtUs: bigint;
  /** Facts of the partition up to here were known to the decision. */
  factsSeq: number;
  /** Opt-outs from all political senders up to here were known to the decision. */
  allPoliticalSeq: number;
  /** Absent when the decision names none: then there is nothing to hand off. */
  content: ContentRef | undefined;
}

/** Names one release of one message. The provider gets it as our reference. */
export function keyOf(ref: { messageId: string; releaseAttempt: number }): string {
  return `${ref.messageId}-${ref.releaseAttempt}`;
}

/** The releases among a script call's decisions, in order. */
export function releasesOf(recorded: DecisionsRecorded, partition: string): Release[] {
  return recorded.decisions
    .filter((decision) => decision.outcome === Outcome.OUTCOME_RELEASED)
    .map((decision) => ({
      ref: {
        messageId: decision.messageId,
        releaseAttempt: decision.releaseAttempt,
        senderId: decision.senderId,
        organisationId: decision.organisationId,
        campaignId: decision.campaignId,
        recipient: decision.recipient,
        decisionNumber: decision.number,
      },
      partition,
      credentialId: decision.credentialId,
      intermediaryId: decision.intermediaryId,
      seatId: decision.seatId,
      decidedAtUs: recorded.decidedAtUs,
      factsSeq: Number(recorded.cut?.factsSeq ?? 0n),
      allPoliticalSeq: Number(recorded.cut?.allPoliticalSeq ?? 0n),
      content: decision.content,
    }));
}
