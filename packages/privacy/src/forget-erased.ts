import { RecipientErased } from '@hustings/contracts/optout';
import { type LogEntry, PoisonEntry } from '@hustings/event-log';
import type { RecipientKeys } from './recipient-keys.ts';

/** Event type of an erasure. */
export const RECIPIENT_ERASED = 'privacy.RecipientErased.v1';

/**
 * Drops what this process remembers of a recipient who was erased. For every reader of a partition that keeps keys: whoever erases
 * waits until all of them have passed the entry.
 */
export function forgetErased(entry: LogEntry, keys: Pick<RecipientKeys, 'forget'>): void {
  const { partition, commit } = entry;
  for (const { eventType, data } of commit.events) {
    if (eventType !== RECIPIENT_ERASED) continue;
    const { organisationId, recipient, alsoKnownAs } = decode(data);
    for (const pseudonym of [recipient, ...alsoKnownAs]) {
      keys.forget({ partition, organisationId, pseudonym });
    }
  }
}

function decode(data: Uint8Array): RecipientErased {
  try {
    return RecipientErased.decode(data);
  } catch (cause) {
    throw new PoisonEntry(`cannot read ${RECIPIENT_ERASED}`, { cause });
  }
}
