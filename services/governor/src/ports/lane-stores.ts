import type { AggregateStore } from '@hustings/event-log';
import type {
  CancellationCommand,
  CancellationEvent,
  CancellationRejection,
  CancellationState,
} from '../domain/cancellation.ts';
import type { LaneCommand, LaneEvent, LaneRejection, LaneState } from '../domain/lane.ts';

/** What owners have ordered for their queues. */
export interface LaneStores {
  /** By campaign or sender. */
  lanes: AggregateStore<LaneState, LaneCommand, LaneEvent, LaneRejection>;
  /** By order. */
  cancellations: AggregateStore<
    CancellationState,
    CancellationCommand,
    CancellationEvent,
    CancellationRejection
  >;
}
