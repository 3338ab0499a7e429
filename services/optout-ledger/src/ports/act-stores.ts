import type { AggregateStore } from '@hustings/event-log';
import type { AnswerCommand, AnswerEvent, AnswerState } from '../domain/answer.ts';
import type { LinkCommand, LinkEvent, LinkState } from '../domain/identity-link.ts';
import type {
  RequestCommand,
  RequestEvent,
  RequestRejection,
  RequestState,
} from '../domain/request.ts';
import type { CountRequest, RequesterState } from '../domain/requester.ts';
import type { ReviewCommand, ReviewEvent, ReviewRejection, ReviewState } from '../domain/review.ts';

type Store<State, Command, Event, Rejection> = Pick<
  AggregateStore<State, Command, Event, Rejection>,
  'execute' | 'load'
>;

/** Where the acts around opt-outs are recorded step by step, so that one which was interrupted is gone on with. */
export interface ActStores {
  answers: Store<AnswerState, AnswerCommand, AnswerEvent, never>;
  reviews: Store<ReviewState, ReviewCommand, ReviewEvent, ReviewRejection>;
  requests: Store<RequestState, RequestCommand, RequestEvent, RequestRejection>;
  requesters: Store<
    RequesterState,
    CountRequest,
    { type: 'RequestCounted'; exceeds: boolean },
    never
  >;
  links: Store<LinkState, LinkCommand, LinkEvent, { reason: 'LinkUnknown' }>;
}
