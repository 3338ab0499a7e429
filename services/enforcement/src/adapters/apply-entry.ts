import { decodeEvents, type LogEntry, PoisonEntry } from '@hustings/event-log';
import type { Watch } from '../domain/watch.ts';
import { caseCodec } from './case-codec.ts';
import { policyCodec } from './policy-codec.ts';
import { preparePolicy } from './prepare-policy.ts';
import { readFacts } from './read-facts.ts';
import { readOwner } from './read-owner.ts';

/** What an entry changed, as far as somebody has to act on it. */
export type Change = 'CASE' | 'POLICY' | 'FINDING' | null;

/**
 * Folds one entry of the log into the watch. Everything is read before anything is applied, so that an entry that cannot
 * be read changes nothing. Throws `PoisonEntry` for such a one.
 */
export function applyEntry(watch: Watch, entry: LogEntry): Change {
  const { context, aggregate } = entry.commit;
  if (context === 'enforcement' && aggregate === 'case') return applyCase(watch, entry);
  if (context === 'policy') return applyPolicy(watch, entry);
  const { owners, facts } = orPoison(() => ({
    owners: readOwner(entry.commit),
    facts: readFacts(entry.commit, entry.seq),
  }));
  for (const { senderId, organisationId } of owners) watch.applyOwner(senderId, organisationId);
  const before = watch.findingCount;
  watch.applyFacts(facts);
  return watch.findingCount > before ? 'FINDING' : null;
}

function applyCase(watch: Watch, entry: LogEntry): Change {
  const { actor, occurredAtUs } = entry.commit;
  const recorded = { seq: entry.seq, atUs: Number(occurredAtUs), actor: actor?.id ?? '' };
  const events = decodeEvents(caseCodec, entry);
  orPoison(() => watch.applyCase(events, recorded));
  return 'CASE';
}

function applyPolicy(watch: Watch, entry: LogEntry): Change {
  const activated = decodeEvents(policyCodec, entry).filter((e) => e.type === 'PolicyActivated');
  for (const policy of activated.map(preparePolicy)) watch.applyPolicy(policy);
  return activated.length > 0 ? 'POLICY' : null;
}

function orPoison<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new PoisonEntry('an event that cannot be read, or cannot have happened', { cause });
  }
}
