import { RecipientErased } from '@hustings/contracts/optout';
import { aggregateStore, type EventLog, messageEvent } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import { RECIPIENT_ERASED } from '@hustings/privacy';
import { erasureDecider } from '../../domain/privacy/erasure.ts';
import type { ErasureStore } from '../../ports/erasure-store.ts';

/** Erasures in the event log, in the partition of the organisation. */
export function logErasureStore(log: EventLog, ids: Ids): ErasureStore {
  return aggregateStore({
    log,
    ids,
    decider: erasureDecider,
    context: 'privacy',
    aggregate: 'erasure',
    codec: { Erased: messageEvent('Erased', RECIPIENT_ERASED, RecipientErased) },
    snapshot: { schema: 'privacy.ErasureState.v1' },
  });
}
