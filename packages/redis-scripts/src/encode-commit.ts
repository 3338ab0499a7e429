import { DecisionKind, Outcome } from '@hustings/contracts/governor';
import { CommitColumns } from './commit-columns.ts';
import type { PastCommits } from './gate-types.ts';
import type { ScriptCall } from './script.ts';

/** The arguments of `apply-decisions.lua` for commits that it can take in one call. */
export function encodeCommits({
  commits,
  finished,
}: Required<PastCommits>): Required<Pick<ScriptCall, 'args' | 'rest'>> {
  const columns = new CommitColumns(commits.length, finished);
  for (const commit of commits) {
    columns.beginCommit(commit);
    const at = { seq: commit.seq, decidedAtUs: Number(commit.event.decidedAtUs) };
    const { encoded } = commit;
    for (const [index, decision] of commit.event.decisions.entries()) {
      const isRelease = decision.kind === DecisionKind.DECISION_KIND_RELEASE;
      if (decision.outcome === Outcome.OUTCOME_RELEASED) columns.spend(decision);
      if (isRelease) columns.settle(decision);
      else columns.accept(decision, { ...at, encoded: encoded?.[index] });
    }
  }
  return columns.finish();
}
