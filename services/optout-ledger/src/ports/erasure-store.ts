import type { AggregateStore } from '@hustings/event-log';
import type {
  ErasureEvent,
  ErasureRejection,
  ErasureState,
  RecordErasure,
} from '../domain/privacy/erasure.ts';

/** Where erasures are recorded. */
export type ErasureStore = Pick<
  AggregateStore<ErasureState, RecordErasure, ErasureEvent, ErasureRejection>,
  'execute' | 'load'
>;
