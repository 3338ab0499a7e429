import { type Decision, DecisionKind, Outcome } from '@hustings/contracts/governor';
import type { FactEntry } from '@hustings/policy';
import type { RecordedCommit } from '@hustings/redis-scripts';

/**
 * Messages that commits admit, and of whose last release in them the facts that follow tell the end. A rebuild need not write
 * them only to delete them again: in a log of what was sent they are nearly all.
 */
export function finishedIn(
  commits: readonly RecordedCommit[],
  facts: readonly FactEntry[],
): Set<string> {
  const ended = attemptsEnded(facts);
  const attempts = new Map<string, number>();
  for (const { event } of ended.size === 0 ? [] : commits) {
    for (const decision of event.decisions) {
      const { kind, messageId } = decision;
      // A message that was admitted before these commits stands in the store already.
      const isRelease = kind === DecisionKind.DECISION_KIND_RELEASE;
      if (isRelease && !attempts.has(messageId)) continue;
      if (ended.has(messageId)) attempts.set(messageId, attemptOf(decision));
    }
  }
  const isOver = ([messageId, attempt]: [string, number]): boolean =>
    ended.get(messageId) === attempt;
  return new Set([...attempts].filter(isOver).map(([messageId]) => messageId));
}

/** Facts without the ends of these messages: every entry stays, so that none is missed. */
export function withoutEndsOf(
  finished: ReadonlySet<string>,
  entries: readonly FactEntry[],
): FactEntry[] {
  if (finished.size === 0) return [...entries];
  return entries.map((entry) => ({
    ...entry,
    facts: entry.facts.filter(
      (fact) => fact.type !== 'ReleaseEnded' || !finished.has(fact.messageId),
    ),
  }));
}

function attemptsEnded(entries: readonly FactEntry[]): Map<string, number> {
  const ended = new Map<string, number>();
  for (const { facts } of entries) {
    for (const fact of facts) {
      if (fact.type === 'ReleaseEnded') ended.set(fact.messageId, fact.attempt);
    }
  }
  return ended;
}

/** Number of a release; 0 = it was not released, or cancelled. */
function attemptOf({ outcome, releaseAttempt }: Decision): number {
  return outcome === Outcome.OUTCOME_RELEASED ? releaseAttempt : 0;
}
