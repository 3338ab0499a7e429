import { type CaseEvent, type SanctionImposed, SYSTEM } from '@hustings/enforcement/simulation';
import type { Entry } from './log.ts';
import type { World } from './world.ts';

/** A sanction with the commit that imposed it. */
export interface Imposed {
  event: SanctionImposed;
  entry: Entry;
}

/** All sanctions in the order of the log. */
export function imposedIn({ log }: World): Imposed[] {
  return log.entries.flatMap((entry) =>
    entry.events.flatMap((event) => (event.type === 'SanctionImposed' ? [{ event, entry }] : [])),
  );
}

/** Events of a case up to and with a commit. */
export function historyOf(
  { log }: World,
  caseId: string,
  seq = Number.POSITIVE_INFINITY,
): CaseEvent[] {
  return log.entries
    .filter((entry) => entry.caseId === caseId && entry.seq <= seq)
    .flatMap(({ events }) => events);
}

/** Events of one type in a list. */
export function eventsOf<Type extends CaseEvent['type']>(
  events: readonly CaseEvent[],
  type: Type,
): Extract<CaseEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<CaseEvent, { type: Type }> => event.type === type);
}

/** Ids of all cases. */
export function caseIdsOf({ log }: World): string[] {
  return [...new Set(log.entries.map(({ caseId }) => caseId))];
}

/** True for a person. */
export function isPerson(actor: string): boolean {
  return actor !== SYSTEM && actor !== '';
}

/** The first fault of a list, said with what it is about. */
export function firstFault<T>(
  items: readonly T[],
  judge: (item: T) => string | null,
): string | null {
  for (const item of items) {
    const fault = judge(item);
    if (fault !== null) return fault;
  }
  return null;
}
