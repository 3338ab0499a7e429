import {
  CodeRefused,
  LinkCompleted,
  LinkOrdered,
  OptOutEffective,
  ReplyTaken,
  RequestConfirmed,
  RequestCounted,
  RequestLapsed,
  RequestOpened,
  ReviewDecided,
  ReviewOpened,
  ServiceTextOmitted,
  ServiceTextOrdered,
} from '@hustings/contracts/optout';
import { aggregateStore, type EventLog, messageEvent } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import { answerDecider } from '../domain/answer.ts';
import { linkDecider } from '../domain/identity-link.ts';
import { requestDecider } from '../domain/request.ts';
import { requesterDecider } from '../domain/requester.ts';
import { reviewDecider } from '../domain/review.ts';
import type { ActStores } from '../ports/act-stores.ts';

/** The acts in the event log, beside the recipients that they concern. */
export function logActStores(log: EventLog, ids: Ids): ActStores {
  const common = { log, ids, context: 'optout' };
  return {
    answers: answerStore(common),
    reviews: aggregateStore({
      ...common,
      decider: reviewDecider,
      aggregate: 'review',
      codec: {
        ReviewOpened: messageEvent('ReviewOpened', 'optout.ReviewOpened.v1', ReviewOpened),
        ReviewDecided: messageEvent('ReviewDecided', 'optout.ReviewDecided.v1', ReviewDecided),
      },
      snapshot: { schema: 'optout.ReviewState.v1' },
    }),
    requests: aggregateStore({
      ...common,
      decider: requestDecider,
      aggregate: 'request',
      codec: {
        RequestOpened: messageEvent('RequestOpened', 'optout.RequestOpened.v1', RequestOpened),
        RequestConfirmed: messageEvent(
          'RequestConfirmed',
          'optout.RequestConfirmed.v1',
          RequestConfirmed,
        ),
        RequestLapsed: messageEvent('RequestLapsed', 'optout.RequestLapsed.v1', RequestLapsed),
        CodeRefused: messageEvent('CodeRefused', 'optout.CodeRefused.v1', CodeRefused),
      },
      snapshot: { schema: 'optout.RequestState.v1' },
    }),
    requesters: aggregateStore({
      ...common,
      decider: requesterDecider,
      aggregate: 'request-count',
      codec: {
        RequestCounted: messageEvent('RequestCounted', 'optout.RequestCounted.v1', RequestCounted),
      },
      snapshot: { schema: 'optout.RequestCountState.v1' },
    }),
    links: aggregateStore({
      ...common,
      decider: linkDecider,
      aggregate: 'identity',
      codec: {
        LinkOrdered: messageEvent('LinkOrdered', 'optout.LinkOrdered.v1', LinkOrdered),
        LinkCompleted: messageEvent('LinkCompleted', 'optout.LinkCompleted.v1', LinkCompleted),
      },
      snapshot: { schema: 'optout.LinkState.v1' },
    }),
  };
}

function answerStore(common: { log: EventLog; ids: Ids; context: string }): ActStores['answers'] {
  return aggregateStore({
    ...common,
    decider: answerDecider,
    aggregate: 'answer',
    codec: {
      ReplyTaken: messageEvent('ReplyTaken', 'optout.ReplyTaken.v1', ReplyTaken),
      OptOutEffective: messageEvent(
        'OptOutEffective',
        'optout.OptOutEffective.v1',
        OptOutEffective,
      ),
      ServiceTextOrdered: messageEvent(
        'ServiceTextOrdered',
        'optout.ServiceTextOrdered.v1',
        ServiceTextOrdered,
      ),
      ServiceTextOmitted: messageEvent(
        'ServiceTextOmitted',
        'optout.ServiceTextOmitted.v1',
        ServiceTextOmitted,
      ),
    },
    snapshot: { schema: 'optout.AnswerState.v1' },
  });
}
