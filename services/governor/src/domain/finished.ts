import { MESSAGE } from '@hustings/contracts/decision-table';
import { DecisionKind, Outcome } from '@hustings/contracts/governor';
import type { FactEntry } from '@hustings/policy';
import type { TabledCommit } from '@hustings/redis-scripts';

/**
 * Marks messages that the commits admit, and of whose last release in them the facts that follow tell the end, and leaves out
 * those facts. A rebuild need not write such messages only to delete them again: in a log of what was sent they are nearly all.
 */
export function leaveOutFinished(
  commits: readonly TabledCommit[],
  entries: FactEntry[],
): { commits: readonly TabledCommit[]; entries: FactEntry[] } {
  const ends = endsIn(entries);
  if (ends.size === 0) return { commits, entries };
  const told: Told[] = [];
  commits.forEach((commit, index) => {
    findTold(commit, ends, (row, end) => told.push({ index, row, end }));
  });
  const over = new Map<number, Uint8Array>();
  for (const { index, row, end } of told) {
    if (!isOver(end)) continue;
    const rows = over.get(index) ?? new Uint8Array(commits[index]?.table.rows ?? 0);
    rows[row] = 1;
    over.set(index, rows);
  }
  return {
    commits: commits.map((commit, index) => {
      const rows = over.get(index);
      return rows === undefined ? commit : { ...commit, over: rows };
    }),
    // Every entry stays, so that none is missed.
    entries: entries.map((entry) => ({
      ...entry,
      facts: entry.facts.filter((fact) => {
        const end = fact.type === 'ReleaseEnded' ? ends.get(fact.messageId) : undefined;
        return end === undefined || !isOver(end);
      }),
    })),
  };
}

/** What is told of a message. */
interface End {
  /** The release that ended; of several the one told of last. */
  attempt: number;
  /** The last release in the commits: 0 = it stands in its lane or was cancelled. Null: it was admitted before, and stands in the store. */
  last: number | null;
}

/** A decision on a message whose end is told. */
interface Told {
  index: number;
  row: number;
  end: End;
}

function isOver({ attempt, last }: End): boolean {
  return attempt === last && attempt > 0;
}

function endsIn(entries: readonly FactEntry[]): Map<string, End> {
  const ends = new Map<string, End>();
  for (const { facts } of entries) {
    for (const fact of facts) {
      if (fact.type !== 'ReleaseEnded') continue;
      ends.set(fact.messageId, { attempt: fact.attempt, last: null });
    }
  }
  return ends;
}

function findTold(
  { table }: TabledCommit,
  ends: ReadonlyMap<string, End>,
  found: (row: number, end: End) => void,
): void {
  for (let row = 0; row < table.rows; row++) {
    const end = ends.get(table.text(row, MESSAGE));
    if (end === undefined) continue;
    const isAdmission = table.kind(row) !== DecisionKind.DECISION_KIND_RELEASE;
    if (!isAdmission && end.last === null) continue;
    const isReleased = table.outcome(row) === Outcome.OUTCOME_RELEASED;
    end.last = isReleased ? table.releaseAttempt(row) : 0;
    found(row, end);
  }
}
