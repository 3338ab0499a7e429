import { isToken } from '@hustings/kernel';
import type { Subject } from './evidence.ts';

/**
 * Ids of a case and of what belongs to it follow from the subject and a count, so that two replicas that act on the same
 * facts name the same things, and the log lets only one of them in.
 */

/** Prefixes: evidence, notice, sanction, appeal, proposal, answer. */
type PartPrefix = 'evd' | 'ntc' | 'snc' | 'apl' | 'prp' | 'ans';

const CASE_PREFIX = 'cas-';

/**
 * Id of a subject's n-th case, n from 1 on. Case n + 1 can only open once case n is closed. A seat and a tool of one
 * organisation may bear the same name, so their kind stands in the id.
 */
export function caseIdOf({ kind, id }: Subject, ordinal: number): string {
  const named = kind === 'SEAT' || kind === 'TOOL' ? `${kind.toLowerCase()}-${id}` : id;
  return `${CASE_PREFIX}${named}-${ordinal}`;
}

/** Number of a case among those of its subject. */
export function ordinalOf(caseId: string): number {
  return Number(caseId.slice(caseId.lastIndexOf('-') + 1));
}

/** Id of the count-th piece of its kind in a case, count from 1 on. */
export function partIdOf(prefix: PartPrefix, caseId: string, count: number): string {
  return `${prefix}-${caseId.slice(CASE_PREFIX.length)}-${count}`;
}

/** The case that a part's id names, or null when the text is no such id. */
export function caseIdOfPart(partId: string): string | null {
  // Callers write this, and it becomes part of a subject of the log.
  if (!isToken(partId)) return null;
  const match = /^(?:evd|ntc|snc|apl|prp|ans)-(.+-\d+)-\d+$/.exec(partId);
  return match ? `${CASE_PREFIX}${match[1]}` : null;
}
