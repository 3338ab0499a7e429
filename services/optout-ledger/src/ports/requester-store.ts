import type { AggregateStore } from '@hustings/event-log';
import type {
  RequesterCommand,
  RequesterEvent,
  RequesterRejection,
  RequesterState,
} from '../domain/import/requester.ts';

/** Where it is recorded who has brought how many rows. */
export interface RequesterStore
  extends Pick<
    AggregateStore<RequesterState, RequesterCommand, RequesterEvent, RequesterRejection>,
    'execute' | 'load'
  > {
  /** Credential ids of all requesters of a partition. */
  all(partition: string): Promise<string[]>;
}
