import { DecisionKind, Outcome } from '@hustings/contracts/governor';
import type { WrittenArguments } from './argument-writer.ts';
import { CommitColumns } from './commit-columns.ts';
import type { PastCommits, TabledCommit } from './gate-types.ts';
import type { ScriptCall } from './script.ts';

/** The arguments of `apply-decisions.lua` for commits that it can take in one call. */
export function encodeCommits({
  commits,
  forgottenUs,
}: Required<Omit<PastCommits, 'leavesLevelsOut'>>): {
  args: ScriptCall['args'];
  rest: WrittenArguments;
} {
  const columns = new CommitColumns(commits.length, forgottenUs, commits.some(hasReleases));
  for (const commit of commits) {
    const { table, over } = commit;
    columns.beginCommit(commit);
    for (let row = 0; row < table.rows; row++) {
      const isOver = over?.[row] === 1;
      if (table.outcome(row) === Outcome.OUTCOME_RELEASED) columns.spend(table, row);
      if (table.kind(row) !== DecisionKind.DECISION_KIND_RELEASE)
        columns.accept(commit, row, isOver);
      else if (!isOver) columns.settle(table, row);
    }
  }
  return columns.finish();
}

/** Whether it decides on messages that stood in a lane. */
function hasReleases({ table }: TabledCommit): boolean {
  for (let row = 0; row < table.rows; row++) {
    if (table.kind(row) === DecisionKind.DECISION_KIND_RELEASE) return true;
  }
  return false;
}
