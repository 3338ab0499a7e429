import type { CommandMeta } from '@hustings/event-log';
import type { RecipientCommand, RecipientState } from '../domain/recipient.ts';
import { type Ledger, type RecipientRef, refOf } from './ledger.ts';

/** A chain of links is followed as far as this; a person with more numbers is a fault in somebody's data. */
const MAX_FOLLOWED = 64;

/** A command for one recipient, and for those linked to it. */
export interface Followed {
  from: RecipientRef;
  /** The state from which the links are read. */
  state: RecipientState;
  /** The command as each linked recipient gets it. */
  commandFor: (target: RecipientRef, linkedFrom: string) => RecipientCommand;
  meta: CommandMeta;
}

/**
 * Carries a command over the links of a recipient, both ways and on from there, each recipient once. What a linked recipient
 * refuses (a later word of their own) stays as it is. Resolves to the highest sequence, for the barrier, and to how many
 * were changed.
 */
export async function followLinks(
  ledger: Pick<Ledger, 'store' | 'layout'>,
  { from, state, commandFor, meta }: Followed,
): Promise<{ seq: number; changed: number }> {
  const seen = new Set([from.recipient]);
  const due = state.links.map(({ other }) => ({ other, linkedFrom: from.recipient }));
  let seq = 0;
  let changed = 0;
  for (let next = due.shift(); next !== undefined; next = due.shift()) {
    if (seen.has(next.other) || seen.size > MAX_FOLLOWED) continue;
    seen.add(next.other);
    const target = refOf(ledger, from.organisationId, next.other);
    const executed = await ledger.store.execute(target, commandFor(target, next.linkedFrom), meta);
    const reached = executed.ok ? executed.value : await ledger.store.load(target);
    if (executed.ok) {
      seq = Math.max(seq, executed.value.seq);
      changed += executed.value.events.length > 0 ? 1 : 0;
    }
    due.push(...reached.state.links.map(({ other }) => ({ other, linkedFrom: target.recipient })));
  }
  return { seq, changed };
}
