import { OptedIn, OptedOut, Scope } from '@hustings/contracts/optout';
import { aggregateStore, type EventLog, messageEvent } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import { recipientDecider } from '../domain/recipient.ts';
import type { RecipientStore } from '../ports/recipient-store.ts';

/** Recipients in the event log. An opt-out in an organisation's partition marks the organisation's gate. */
export function logRecipientStore(log: EventLog, ids: Ids): RecipientStore {
  return aggregateStore({
    log,
    ids,
    decider: recipientDecider,
    context: 'optout',
    aggregate: 'recipient',
    codec: {
      OptedOut: messageEvent('OptedOut', 'optout.OptedOut.v1', OptedOut),
      OptedIn: messageEvent('OptedIn', 'optout.OptedIn.v1', OptedIn),
    },
    snapshot: { schema: 'optout.RecipientState.v1' },
    takesAway: (event) => event.type === 'OptedOut' && event.scope !== Scope.SCOPE_ALL_POLITICAL,
  });
}
