import {
  CancellationOrdered,
  LanePaused,
  LaneResumed,
  LaneWeighed,
} from '@hustings/contracts/governor';
import { aggregateStore, type EventLog, messageEvent } from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import { cancellationDecider } from '../domain/cancellation.ts';
import { laneDecider } from '../domain/lane.ts';
import type { LaneStores } from '../ports/lane-stores.ts';

/** Orders in the event log. A pause and a cancellation mark the organisation's gate. */
export function logLaneStores(log: EventLog, ids: Ids): LaneStores {
  return {
    lanes: aggregateStore({
      log,
      ids,
      decider: laneDecider,
      context: 'governor',
      aggregate: 'lane',
      codec: {
        LanePaused: messageEvent('LanePaused', 'governor.LanePaused.v1', LanePaused),
        LaneResumed: messageEvent('LaneResumed', 'governor.LaneResumed.v1', LaneResumed),
        LaneWeighed: messageEvent('LaneWeighed', 'governor.LaneWeighed.v1', LaneWeighed),
      },
      snapshot: { schema: 'governor.LaneState.v1' },
      takesAway: (event) => event.type === 'LanePaused',
    }),
    cancellations: aggregateStore({
      log,
      ids,
      decider: cancellationDecider,
      context: 'governor',
      aggregate: 'cancellation',
      codec: {
        CancellationOrdered: messageEvent(
          'CancellationOrdered',
          'governor.CancellationOrdered.v1',
          CancellationOrdered,
        ),
      },
      snapshot: { schema: 'governor.CancellationState.v1' },
      takesAway: () => true,
    }),
  };
}
