import { ImportHeld, ImportReviewed, ImportRowsTaken } from '@hustings/contracts/optout';
import {
  aggregateStore,
  type EventLog,
  type LogEntry,
  messageEvent,
  subjectsOf,
} from '@hustings/event-log';
import type { Ids } from '@hustings/kernel';
import { requesterDecider } from '../../domain/import/requester.ts';
import type { RequesterStore } from '../../ports/requester-store.ts';

/** Requesters in the event log, in the partition of their organisation, and those of staff in the first. */
export function logRequesterStore(log: EventLog, ids: Ids): RequesterStore {
  const store = aggregateStore({
    log,
    ids,
    decider: requesterDecider,
    context: 'optout',
    aggregate: 'requester',
    codec: {
      RowsTaken: messageEvent('RowsTaken', 'optout.ImportRowsTaken.v1', ImportRowsTaken),
      Held: messageEvent('Held', 'optout.ImportHeld.v1', ImportHeld),
      Reviewed: messageEvent('Reviewed', 'optout.ImportReviewed.v1', ImportReviewed),
    },
    snapshot: { schema: 'optout.RequesterState.v1' },
  });
  return {
    execute: (target, command, meta) => store.execute(target, command, meta),
    load: (target) => store.load(target),
    async all(partition) {
      const until = await log.lastSeq(partition);
      const found = new Set<string>();
      if (until === 0) return [];
      const subjects = [subjectsOf(partition, 'optout', 'requester')];
      const signal = new AbortController().signal;
      for await (const entry of log.follow({ partition, after: 0, until, subjects, signal })) {
        if (!('fault' in entry)) found.add(idOf(entry));
      }
      return [...found];
    },
  };
}

function idOf({ commit }: LogEntry): string {
  return commit.aggregateId;
}
