import type { Actor } from '@hustings/contracts/log';
import {
  LiftCause,
  type ReplyTaken,
  type ReviewOpened,
  Scope,
  Source,
} from '@hustings/contracts/optout';
import type { Result } from '@hustings/kernel';
import type { ReviewRejection } from '../domain/review.ts';
import { hitGround } from '../domain/standing.ts';
import { digestId, type Ledger, metaOf, type RecipientRef, refOf } from './ledger.ts';
import { liftGround } from './lift-ground.ts';
import { approveRequest, rejectRequest } from './on-behalf.ts';
import { openReview } from './open-review.ts';
import { recordOptOutOf } from './record-opt-out.ts';

/** Has a person look at a doubtful reply within one business day. Opened again it changes nothing. */
export async function openReplyReview(
  ledger: Ledger,
  taken: ReplyTaken,
  own: RecipientRef,
): Promise<void> {
  const { inboundId, contentSeq, ruleId, language } = taken;
  const reviewId = digestId(ledger, 'rev', [own.id, inboundId]);
  const ground = hitGround(inboundId);
  await openReview(ledger, own, {
    reviewId,
    ground,
    inboundId,
    contentSeq,
    ruleId,
    language,
    requestId: '',
  });
}

/** A person's decision on an open review. */
export interface ReviewDecision {
  confirmed: boolean;
  note: string;
  /** When, microseconds since the Unix epoch. */
  atUs: bigint;
  actor: Actor;
}

/**
 * Records the decision, then does what follows from it. A release lifts the ground that the reply has set, wherever links
 * carried it, and nothing else. Interrupted in between it is gone on with by whoever reads the decision.
 */
export async function decideReview(
  ledger: Ledger,
  opened: ReviewOpened,
  { confirmed, note, atUs, actor }: ReviewDecision,
): Promise<Result<null, ReviewRejection>> {
  const { reviewId, organisationId } = opened;
  const { partition } = refOf(ledger, organisationId, opened.recipient);
  const decided = await ledger.acts.reviews.execute(
    { id: reviewId, partition, organisationId },
    {
      type: 'DecideReview',
      reviewId,
      confirmed,
      note,
      decidedAtUs: atUs,
      decidedBy: actor.id,
    },
    metaOf(ledger, actor),
  );
  if (!decided.ok) return decided;
  await applyReview(ledger, opened, { confirmed, note, atUs, actor });
  return { ok: true, value: null };
}

/** Does what a recorded decision says; again it changes nothing. */
export async function applyReview(
  ledger: Ledger,
  opened: ReviewOpened,
  { confirmed, note, atUs, actor }: ReviewDecision,
): Promise<void> {
  const own = refOf(ledger, opened.organisationId, opened.recipient);
  if (opened.requestId !== '') {
    const request = { requestId: opened.requestId, atUs, actor };
    await (confirmed ? approveRequest : rejectRequest)(ledger, own, request);
    return;
  }
  if (confirmed) await confirmHit(ledger, opened, actor);
  else {
    await liftGround(ledger, own, {
      scope: Scope.SCOPE_ORGANISATION,
      scopeId: '',
      ground: opened.ground,
      cause: LiftCause.LIFT_CAUSE_PROVISIONAL_RELEASED,
      note,
      receivedAtUs: atUs,
      actor,
    });
  }
}

/** What the person has written since counts more than what a doubtful reply of before is found to mean. */
async function confirmHit(ledger: Ledger, opened: ReviewOpened, actor: Actor): Promise<void> {
  const own = refOf(ledger, opened.organisationId, opened.recipient);
  const { state } = await ledger.store.load(own);
  const stands = state.standing.some(({ grounds }) =>
    grounds.some(({ key }) => key === opened.ground),
  );
  if (!stands) return;
  await recordOptOutOf(ledger, own, {
    scope: Scope.SCOPE_ORGANISATION,
    scopeId: '',
    source: Source.SOURCE_ON_BEHALF,
    inboundId: '',
    tier: '',
    ruleId: opened.ruleId,
    dataVersion: ledger.rules.version,
    language: opened.language,
    contentSeq: opened.contentSeq,
    provisional: false,
    receivedAtUs: opened.openedAtUs,
    proof: opened.reviewId,
    actor,
  });
}
