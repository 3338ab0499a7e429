import { err, ok, type Result } from '@hustings/kernel';
import type {
  AggregateStoreOptions,
  CommandMeta,
  Executed,
  Loaded,
  Target,
} from './aggregate-store.ts';
import { decodeEvents } from './event-codec.ts';
import type { LatestStates } from './latest-states.ts';
import { loadEntry, type PlannedCommit, planCommit, restore } from './plan-commit.ts';

interface Order<Command> {
  target: Target;
  command: Command;
  meta: CommandMeta & { commitId: string };
}

/**
 * Decides and appends once; null when somebody else was faster. A state that is remembered serves only where the log then checks
 * it, by an append: "nothing to do" and refusals are decided on what the log says now.
 */
export async function attemptOnce<State, Command, Event extends { type: string }, Rejection>(
  options: AggregateStoreOptions<State, Command, Event, Rejection>,
  latest: LatestStates<State, Event>,
  order: Order<Command>,
): Promise<Result<Executed<State, Event>, Rejection> | null> {
  const { target, meta } = order;
  const known = latest.of(target);
  if (known?.commitId === meta.commitId) return ok(known.executed);
  const ahead = known && planCommit(options, { ...order, loaded: known.executed });
  if (known && ahead?.ok && ahead.value) {
    return append(options, latest, { order, loaded: known.executed, plan: ahead.value });
  }
  const entry = await loadEntry(options, target);
  const loaded = restore(options, entry);
  if (entry?.commit.commitId === meta.commitId) {
    return ok({ ...loaded, events: decodeEvents(options.codec, entry) });
  }
  const planned = planCommit(options, { ...order, loaded });
  if (!planned.ok) return err(planned.error);
  if (planned.value === null) return ok({ ...loaded, events: [] });
  return append(options, latest, { order, loaded, plan: planned.value });
}

async function append<State, Command, Event extends { type: string }, Rejection>(
  { log }: AggregateStoreOptions<State, Command, Event, Rejection>,
  latest: LatestStates<State, Event>,
  {
    order,
    loaded,
    plan,
  }: { order: Order<Command>; loaded: Loaded<State>; plan: PlannedCommit<State, Event> },
): Promise<Result<Executed<State, Event>, Rejection> | null> {
  const { commit, gates, events, state } = plan;
  // Until it is acknowledged nobody knows what the aggregate's state is.
  latest.forget(order.target);
  const appended =
    gates.length === 0
      ? await log.append(commit, loaded.seq)
      : await log.appendWithMarkers(commit, loaded.seq, gates);
  if (appended.outcome === 'conflict') return null;
  const executed = { state, seq: appended.seq, version: commit.version, events };
  latest.note(order.target, { executed, commitId: order.meta.commitId });
  return ok(executed);
}
