import {
  type DecideReviewRequest,
  type DecideReviewResponse,
  type ListReviewsRequest,
  type ListReviewsResponse,
  type Review,
  ReviewState,
  Scope,
} from '@hustings/contracts/optout';
import { timestampFromUs } from '@hustings/contracts/timestamp';
import { type Principal, RpcFailure } from '@hustings/service-kit';
import { type Ledger, refOf } from '../app/ledger.ts';
import type { KnownReview, OpenWork } from '../app/open-work.ts';
import { decideReview } from '../app/review.ts';
import { findStanding } from '../domain/standing.ts';
import { actorOf, requireStaff } from './caller.ts';
import { withBarrierFailure } from './failures.ts';

const DEFAULT_PAGE = 50;
const MAX_PAGE = 100;

/** ListReviews: oldest first, so that what is due first stands first. */
export async function answerListReviews(
  ledger: Ledger,
  work: OpenWork,
  { request, principal }: { request: ListReviewsRequest; principal: Principal },
): Promise<ListReviewsResponse> {
  requireStaff(principal);
  const wanted =
    request.state === ReviewState.REVIEW_STATE_UNSPECIFIED
      ? ReviewState.REVIEW_STATE_OPEN
      : request.state;
  const size = Math.min(request.pageSize === 0 ? DEFAULT_PAGE : request.pageSize, MAX_PAGE);
  const { organisationId, pageToken } = request;
  const fitting = [...work.reviews.values()]
    .filter((each) => stateOf(each) === wanted)
    .filter(({ opened }) => organisationId === '' || opened.organisationId === organisationId)
    .map((review) => ({ review, key: orderKey(review) }))
    .filter(({ key }) => key > pageToken)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = fitting.slice(0, size);
  const reviews = await Promise.all(page.map(({ review }) => describe(ledger, review)));
  return { reviews, nextPageToken: fitting.length > size ? (page.at(-1)?.key ?? '') : '' };
}

/** DecideReview: a person of staff, whatever the campaign would like. */
export async function answerDecideReview(
  ledger: Ledger,
  work: OpenWork,
  { request, principal }: { request: DecideReviewRequest; principal: Principal },
): Promise<DecideReviewResponse> {
  requireStaff(principal);
  const { decision, note } = request;
  const confirmed = decision === ReviewState.REVIEW_STATE_CONFIRMED;
  if (!confirmed && decision !== ReviewState.REVIEW_STATE_RELEASED) {
    const description = 'must be CONFIRMED or RELEASED';
    throw RpcFailure.invalid('DECISION_MISSING', `decision ${description}`, [
      { field: 'decision', description },
    ]);
  }
  const known = work.reviews.get(request.reviewId);
  if (known === undefined) throw unknownReview();
  const actor = actorOf(principal);
  const atUs = ledger.clock.nowUs();
  const decided = await withBarrierFailure(
    decideReview(ledger, known.opened, { confirmed, note, atUs, actor }),
  );
  if (!decided.ok) throw failureFor(decided.error.reason);
  const own = refOf(ledger, known.opened.organisationId, known.opened.recipient);
  const { state } = await ledger.store.load(own);
  const { reviewId } = known.opened;
  const ownDecision = { reviewId, confirmed, note, decidedAtUs: atUs, decidedBy: actor.id };
  return {
    review: await describe(ledger, { ...known, decided: known.decided ?? ownDecision }),
    suppressed: findStanding(state, Scope.SCOPE_ORGANISATION, '') !== undefined,
  };
}

function failureFor(
  reason: 'ReviewUnknown' | 'ReviewDecidedOtherwise' | 'NoteMissing',
): RpcFailure {
  switch (reason) {
    case 'ReviewUnknown':
      return unknownReview();
    case 'ReviewDecidedOtherwise':
      return RpcFailure.precondition('REVIEW_DECIDED', 'somebody has decided otherwise already');
    case 'NoteMissing': {
      const description = 'must say why, in 1 to 500 characters';
      return RpcFailure.invalid('NOTE_MISSING', `note ${description}`, [
        { field: 'note', description },
      ]);
    }
  }
}

function unknownReview(): RpcFailure {
  return RpcFailure.notFound('REVIEW_UNKNOWN', 'there is no such review');
}

function stateOf({ decided }: KnownReview): ReviewState {
  if (decided === null) return ReviewState.REVIEW_STATE_OPEN;
  return decided.confirmed ? ReviewState.REVIEW_STATE_CONFIRMED : ReviewState.REVIEW_STATE_RELEASED;
}

/** By time, then by id; microseconds have sixteen digits until the year 2286. */
function orderKey({ opened }: KnownReview): string {
  return `${opened.openedAtUs} ${opened.reviewId}`;
}

/** The text is opened for whoever has to judge it, and stands nowhere in clear. */
async function describe(ledger: Ledger, review: KnownReview): Promise<Review> {
  const { opened, decided } = review;
  const own = refOf(ledger, opened.organisationId, opened.recipient);
  const sealed =
    opened.requestId === ''
      ? await ledger.sealed.open(own, { id: opened.inboundId, seq: Number(opened.contentSeq) })
      : null;
  return {
    reviewId: opened.reviewId,
    organisationId: opened.organisationId,
    recipient: opened.recipient,
    state: stateOf(review),
    text: sealed?.text ?? '',
    ruleId: opened.ruleId,
    language: opened.language,
    openedAt: timestampFromUs(opened.openedAtUs),
    dueAt: timestampFromUs(opened.dueAtUs),
    overdue: decided === null && ledger.clock.nowUs() > opened.dueAtUs,
    note: decided?.note ?? '',
    decidedBy: decided?.decidedBy ?? '',
    requestId: opened.requestId,
  };
}
