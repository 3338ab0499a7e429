import type { AggregateStore } from '@hustings/event-log';
import type {
  RecipientCommand,
  RecipientEvent,
  RecipientRejection,
  RecipientState,
} from '../domain/recipient.ts';

/** Where recipients' requests are recorded. */
export type RecipientStore = Pick<
  AggregateStore<RecipientState, RecipientCommand, RecipientEvent, RecipientRejection>,
  'execute' | 'executeTogether' | 'load'
>;
