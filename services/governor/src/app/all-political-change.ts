import { OptedIn, OptedOut, Scope } from '@hustings/contracts/optout';
import type { CorruptEntry, LogEntry } from '@hustings/event-log';
import type { ListChange } from '@hustings/redis-scripts';

/** What an entry of the partition "all" changes in the list: nothing, one person, or why it cannot be read. */
export function listChangeOf(
  entry: LogEntry | CorruptEntry,
): ListChange | null | { fault: string } {
  if (!('commit' in entry)) return { fault: entry.fault };
  try {
    return entry.commit.events.map(readChange).findLast((change) => change !== null) ?? null;
  } catch (error) {
    return { fault: String(error) };
  }
}

function readChange(event: { eventType: string; data: Uint8Array }): ListChange | null {
  if (event.eventType === 'optout.OptedOut.v1') {
    const { scope, recipient } = OptedOut.decode(event.data);
    return scope === Scope.SCOPE_ALL_POLITICAL ? { pseudonym: recipient, suppressed: true } : null;
  }
  if (event.eventType === 'optout.OptedIn.v1') {
    const { scope, recipient } = OptedIn.decode(event.data);
    return scope === Scope.SCOPE_ALL_POLITICAL ? { pseudonym: recipient, suppressed: false } : null;
  }
  return null;
}
