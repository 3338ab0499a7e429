import {
  ConsentRecorded,
  ConsentVoided,
  GroundLifted,
  IdentityLinked,
  OptedIn,
  OptedOut,
  OptInBegun,
  Scope,
} from '@hustings/contracts/optout';
import { aggregateStore, type EventLog, messageEvent } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import { RECIPIENT_AGGREGATE } from '../domain/privacy/recipient-aggregate.ts';
import { recipientDecider } from '../domain/recipient.ts';
import { upcastRecipient } from '../domain/recipient-state.ts';
import type { RecipientStore } from '../ports/recipient-store.ts';

/**
 * Recipients in the event log. An opt-out in an organisation's partition marks the organisation's gate. `aggregate` tells apart
 * the versions of the pseudonym key under which they are known; see `recipientAggregate`.
 */
export function logRecipientStore(
  log: EventLog,
  ids: Ids,
  aggregate = RECIPIENT_AGGREGATE,
): RecipientStore {
  return aggregateStore({
    log,
    ids,
    decider: recipientDecider,
    context: 'optout',
    aggregate,
    codec: {
      OptedOut: messageEvent('OptedOut', 'optout.OptedOut.v1', OptedOut),
      OptedIn: messageEvent('OptedIn', 'optout.OptedIn.v1', OptedIn),
      GroundLifted: messageEvent('GroundLifted', 'optout.GroundLifted.v1', GroundLifted),
      IdentityLinked: messageEvent('IdentityLinked', 'optout.IdentityLinked.v1', IdentityLinked),
      ConsentRecorded: messageEvent(
        'ConsentRecorded',
        'optout.ConsentRecorded.v1',
        ConsentRecorded,
      ),
      ConsentVoided: messageEvent('ConsentVoided', 'optout.ConsentVoided.v1', ConsentVoided),
      OptInBegun: messageEvent('OptInBegun', 'optout.OptInBegun.v1', OptInBegun),
    },
    snapshot: {
      schema: 'optout.RecipientState.v2',
      upcasters: { 'optout.RecipientState.v1': upcastRecipient },
    },
    takesAway: (event) => event.type === 'OptedOut' && event.scope !== Scope.SCOPE_ALL_POLITICAL,
  });
}
