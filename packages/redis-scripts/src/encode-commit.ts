import { DecisionKind, Outcome } from '@hustings/contracts/governor';
import { CommitColumns } from './commit-columns.ts';
import type { PastCommits } from './gate-types.ts';
import type { ScriptCall } from './script.ts';

/** The arguments of `apply-decisions.lua` for commits that it can take in one call. */
export function encodeCommits({
  commits,
  finished,
  forgottenUs,
}: Required<PastCommits>): Required<Pick<ScriptCall, 'args' | 'rest'>> {
  const columns = new CommitColumns(commits.length, { finished, forgottenUs });
  for (const commit of commits) {
    columns.beginCommit(commit);
    let index = 0;
    for (const decision of commit.event.decisions) {
      const isRelease = decision.kind === DecisionKind.DECISION_KIND_RELEASE;
      if (decision.outcome === Outcome.OUTCOME_RELEASED) columns.spend(decision);
      if (isRelease) columns.settle(decision);
      else columns.accept(decision, { commit, index });
      index += 1;
    }
  }
  return columns.finish();
}
