import { type EventLog, organisationPartitions, subjectsOf } from '@hustings/event-log';
import { forgetErased, type RecipientKeys } from '@hustings/privacy';

/**
 * Drops from the keys what other ledgers erase. Nothing is kept from before the start, so only what comes is followed. The one that
 * erases drops its own at once.
 */
export async function followErasures(
  log: EventLog,
  keys: Pick<RecipientKeys, 'forget'>,
  run: { signal: AbortSignal; onFailure: (error: unknown) => void },
): Promise<void> {
  const { signal, onFailure } = run;
  for (const partition of organisationPartitions(log.layout)) {
    const after = await log.lastSeq(partition);
    const subjects = [subjectsOf(partition, 'privacy', 'erasure')];
    const following = async (): Promise<void> => {
      for await (const entry of log.follow({ partition, after, subjects, signal })) {
        if (!('fault' in entry)) forgetErased(entry, keys);
      }
    };
    following().catch((error: unknown) => {
      if (!signal.aborted) onFailure(error);
    });
  }
}
