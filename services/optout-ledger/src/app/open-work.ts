import {
  LinkCompleted,
  LinkOrdered,
  Recognition,
  ReplyTaken,
  RequestConfirmed,
  RequestLapsed,
  RequestOpened,
  ReviewDecided,
  ReviewOpened,
  ServiceTextOmitted,
  ServiceTextOrdered,
} from '@hustings/contracts/optout';

/** A review with its decision, if there is one. */
export interface KnownReview {
  opened: ReviewOpened;
  decided: ReviewDecided | null;
}

/** Somebody's request, and how it ended. */
export interface KnownRequest {
  opened: RequestOpened;
  ended: { how: 'CONFIRMED' | 'LAPSED'; atUs: number } | null;
}

/** Decided reviews that are remembered for lists; those that wait are never forgotten. */
const REMEMBERED_REVIEWS = 10_000;

/**
 * What the log shows as begun, and which of it as ended. A projection of the acts around opt-outs only: it grows with what
 * waits, not with opt-outs.
 */
export class OpenWork {
  /** Replies whose act has not ended, by organisation and inbound id. */
  readonly acts = new Map<string, { taken: ReplyTaken; seenMs: number }>();
  /** Links that are ordered and not completed. */
  readonly links = new Map<string, { ordered: LinkOrdered; seenMs: number }>();
  readonly reviews = new Map<string, KnownReview>();
  readonly requests = new Map<string, KnownRequest>();

  /** Takes one event in; `nowMs` of the monotonic clock. Throws when it cannot be decoded. */
  apply(eventType: string, data: Uint8Array, nowMs: number): void {
    switch (eventType) {
      case 'optout.ReplyTaken.v1': {
        const taken = ReplyTaken.decode(data);
        if (taken.recognition === Recognition.RECOGNITION_START) return;
        this.acts.set(actKey(taken.organisationId, taken.inboundId), { taken, seenMs: nowMs });
        return;
      }
      case 'optout.ServiceTextOrdered.v1': {
        const { organisationId, cause } = ServiceTextOrdered.decode(data);
        this.acts.delete(actKey(organisationId, cause));
        return;
      }
      case 'optout.ServiceTextOmitted.v1': {
        const { organisationId, cause } = ServiceTextOmitted.decode(data);
        this.acts.delete(actKey(organisationId, cause));
        return;
      }
      case 'optout.LinkOrdered.v1': {
        const ordered = LinkOrdered.decode(data);
        this.links.set(ordered.linkId, { ordered, seenMs: nowMs });
        return;
      }
      case 'optout.LinkCompleted.v1':
        this.links.delete(LinkCompleted.decode(data).linkId);
        return;
      default:
        this.#applyDecisions(eventType, data);
    }
  }

  #applyDecisions(eventType: string, data: Uint8Array): void {
    switch (eventType) {
      case 'optout.ReviewOpened.v1': {
        const opened = ReviewOpened.decode(data);
        this.reviews.set(opened.reviewId, { opened, decided: null });
        this.#forgetDecided();
        return;
      }
      case 'optout.ReviewDecided.v1': {
        const decided = ReviewDecided.decode(data);
        const known = this.reviews.get(decided.reviewId);
        if (known !== undefined) known.decided = decided;
        return;
      }
      case 'optout.RequestOpened.v1': {
        const opened = RequestOpened.decode(data);
        this.requests.set(opened.requestId, { opened, ended: null });
        return;
      }
      case 'optout.RequestConfirmed.v1': {
        const { requestId, confirmedAtUs } = RequestConfirmed.decode(data);
        this.#end(requestId, { how: 'CONFIRMED', atUs: Number(confirmedAtUs) });
        return;
      }
      case 'optout.RequestLapsed.v1': {
        const { requestId, lapsedAtUs } = RequestLapsed.decode(data);
        this.#end(requestId, { how: 'LAPSED', atUs: Number(lapsedAtUs) });
        return;
      }
      default:
    }
  }

  #end(requestId: string, ended: KnownRequest['ended']): void {
    const known = this.requests.get(requestId);
    if (known !== undefined) known.ended = ended;
  }

  #forgetDecided(): void {
    if (this.reviews.size <= REMEMBERED_REVIEWS) return;
    for (const [id, { decided }] of this.reviews) {
      if (this.reviews.size <= REMEMBERED_REVIEWS) return;
      if (decided !== null) this.reviews.delete(id);
    }
  }
}

function actKey(organisationId: string, inboundId: string): string {
  return `${organisationId} ${inboundId}`;
}
