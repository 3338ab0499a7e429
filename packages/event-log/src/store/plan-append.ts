import { ok, type Result } from '@hustings/kernel';
import type { AppendOrder } from '../types.ts';
import type { AggregateStoreOptions, CommandMeta, Target } from './aggregate-store.ts';
import { loadEntry, planCommit, restore } from './plan-commit.ts';

/** What a command comes to, ready for a batch with commands on aggregates of other kinds. */
export interface PlannedAppend {
  order: AppendOrder;
  /** Gates that it takes something away from. */
  gates: number[];
}

/**
 * Loads an aggregate and decides a command, without appending: for `appendTogether`, where facts on aggregates of different kinds
 * stand or fall together. Null when there is nothing to do, also because the same commit is in the log already.
 */
export async function planAppend<State, Command, Event extends { type: string }, Rejection>(
  options: AggregateStoreOptions<State, Command, Event, Rejection>,
  given: { target: Target; command: Command; meta: CommandMeta & { commitId: string } },
): Promise<Result<PlannedAppend | null, Rejection>> {
  const entry = await loadEntry(options, given.target);
  if (entry?.commit.commitId === given.meta.commitId) return ok(null);
  const loaded = restore(options, entry);
  const plan = planCommit(options, { ...given, loaded });
  if (!plan.ok) return plan;
  if (plan.value === null) return ok(null);
  const { commit, gates } = plan.value;
  return ok({ order: { commit, expectedSeq: loaded.seq }, gates });
}
